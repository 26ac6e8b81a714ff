package portal

import (
	"context"
	"crypto/tls"
	"fmt"
	"net/http"
	"strings"

	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracehttp"
	"go.opentelemetry.io/otel/propagation"
	"go.opentelemetry.io/otel/sdk/resource"
	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"
)

// Tracing sends what each request did to an OpenTelemetry collector.
type Tracing struct{ provider *sdktrace.TracerProvider }

// NewTracing sends to an endpoint by OTLP over HTTP; trust may be nil.
func NewTracing(ctx context.Context, endpoint, version string, trust *tls.Config) (*Tracing, error) {
	o := []otlptracehttp.Option{otlptracehttp.WithEndpointURL(tracesPath(endpoint))}
	if trust != nil && strings.HasPrefix(endpoint, "https://") {
		o = append(o, otlptracehttp.WithTLSClientConfig(trust))
	}
	exporter, err := otlptracehttp.New(ctx, o...)
	if err != nil {
		return nil, fmt.Errorf("traces to %s: %w", endpoint, err)
	}
	about := resource.NewSchemaless(attribute.String("service.name", "havre"), attribute.String("service.version", version))
	return &Tracing{sdktrace.NewTracerProvider(sdktrace.WithBatcher(exporter), sdktrace.WithResource(about))}, nil
}

// tracesPath is where a collector receives traces, unless the endpoint says where.
func tracesPath(endpoint string) string {
	if rest := strings.SplitN(endpoint, "/", 4); len(rest) == 4 && rest[3] != "" {
		return endpoint
	}
	return strings.TrimRight(endpoint, "/") + "/v1/traces"
}

// Stop sends what was not sent yet.
func (t *Tracing) Stop(ctx context.Context) error {
	if t == nil {
		return nil
	}
	if err := t.provider.Shutdown(ctx); err != nil {
		return fmt.Errorf("send the last traces: %w", err)
	}
	return nil
}

// follow traces requests. The parent that a stranger announces is only linked.
func (t *Tracing) follow(next http.Handler) http.Handler {
	if t == nil {
		return next
	}
	return otelhttp.NewHandler(next, "request",
		otelhttp.WithTracerProvider(t.provider), otelhttp.WithPropagators(propagation.TraceContext{}), otelhttp.WithPublicEndpointFn(func(*http.Request) bool { return true }),
		otelhttp.WithFilter(func(r *http.Request) bool { return !quiet(r.URL.Path) }),
		otelhttp.WithSpanNameFormatter(func(_ string, r *http.Request) string { return routeOf(r) }))
}

// traceID is the identifier of the trace of a request, to find it from a log.
func traceID(ctx context.Context) string {
	if s := trace.SpanContextFromContext(ctx); s.HasTraceID() {
		return s.TraceID().String()
	}
	return ""
}
