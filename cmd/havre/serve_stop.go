package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/havre-cloud/havre"
)

// wait lasts until somebody asks the portal to stop, or a part of it fails.
func (s *server) wait(stop context.Context) error {
	select {
	case <-stop.Done():
		return nil
	case err := <-s.failures:
		return err
	}
}

// stop ends the requests, then the jobs, within the time that was set; a second
// signal cuts it short. What is not done by then is given back: it runs again at
// the next start.
func (s *server) stop(hurry context.Context, failure error) error {
	ctx, cancel := context.WithTimeout(hurry, time.Duration(s.StopWithin))
	defer cancel()
	s.log.InfoContext(ctx, "the portal is stopping", "within", s.StopWithin.String())
	s.portal.Stop()
	var wg sync.WaitGroup
	for _, h := range s.servers {
		wg.Go(func() {
			if err := h.Shutdown(ctx); err != nil {
				s.log.WarnContext(ctx, "requests were cut short", "error", err)
				_ = h.Close() // whoever was still connected has waited long enough
			}
		})
	}
	wg.Wait()
	<-s.begun
	err := errors.Join(failure, s.release(ctx))
	s.log.InfoContext(ctx, "the portal has stopped")
	return err
}

// release gives back what was taken, in the opposite order.
func (s *server) release(ctx context.Context) error {
	var out []error
	if s.runner != nil {
		if err := s.runner.Stop(ctx); err != nil && ctx.Err() == nil {
			out = append(out, fmt.Errorf("stop the jobs: %w", err))
		}
	}
	if err := s.tracing.Stop(ctx); err != nil && ctx.Err() == nil {
		out = append(out, err)
	}
	if s.db != nil {
		if err := s.db.Close(); err != nil {
			out = append(out, fmt.Errorf("close the database: %w", err))
		}
	}
	return errors.Join(append(out, s.lock.release())...)
}

// listenReason is why an address cannot be listened on, in words.
func listenReason(err error) havre.Text {
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		return havre.Text{FR: "un autre programme l'écoute déjà", EN: "another program already listens on it"}
	case errors.Is(err, syscall.EACCES):
		return havre.Text{FR: "le système le refuse ; un port au-delà de 1023 n'a pas besoin de droits", EN: "the system denies it; a port above 1023 needs no right"}
	case errors.Is(err, syscall.EADDRNOTAVAIL):
		return havre.Text{FR: "cette machine n'a pas cette adresse", EN: "this machine does not have this address"}
	}
	if sys, ok := errors.AsType[*os.SyscallError](err); ok {
		err = sys.Err
	} else if op, ok := errors.AsType[*net.OpError](err); ok {
		err = op.Err
	}
	return havre.Same(err.Error())
}
