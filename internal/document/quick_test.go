package document

import (
	"bytes"
	"fmt"
	"github.com/havre-cloud/havre"
	"io"
	"strings"
	"testing"
)

func TestQuick(t *testing.T) {
	for _, in := range []string{"", "a: 1\n---\nb: [1,\n2]\n--- # x\n---\nc: x: y\n---\nd: \"abc\n", "{\"a\": 1}\n{\"b\": [1,2}\n{\"c\": 3,}\n{\"d\": 'x'}\n{\"e\": 1}", "[{\"a\":1},\n{\"b\":2}]", "[{\"a\":1}\n{\"b\":2}]", "a: &x 1\nb: *x\nc: !foo 1\n<<: {}\na: 2\n", "a:\n\tb: 1\n", "a:\n  b: 1\n c: 2\n", "\xff\xfea", "a: \xff", "a: 1\x00", strings.Repeat("[", 70), strings.Repeat("a: [", 70), "a: 'x\nb: 2\nc: 3\n", "- a\nb: 1\n", "a: @x\n", "*x\n", "{\"a\": \"x\ny\"}\n{\"b\":1}", "a\r\n"} {
		docs, ps := Parse("f", []byte(in))
		if len(in) > 80 {
			in = in[:80]
		}
		fmt.Printf("%q -> %d docs\n%s\n%s\n\n", in, len(docs), ps.In(havre.French), ps.In(havre.English))
	}
}

var doc = []byte(`{"apiVersion":"havre/v1","kind":"Dossier","metadata":{"name":"demo-rdv","title":"Prise de rendez-vous"},"spec":{"organisation":{"name":"Ministère","kind":"central-administration","ministry":"social","srenScope":"unknown"},"project":{"nature":"new","engagedOn":"2022-03-01","fullCostEUR":800000,"evolutionRatio":0.3,"contractorChange":"no"},"environments":["development","acceptance","production"],"data":{"personal":"yes","specialCategory":"no","healthHosting":"no","selfHostedHealth":"no","legalSecrets":["privacy"],"essentialMission":"no","harm":{"publicOrder":"no","publicSecurity":"no","health":"no","life":"no","intellectualProperty":"no"},"marking":"none"},"needs":{"layer":["paas","caas"],"runtimes":["node"],"services":["managed-database","object-storage","shared-filesystem","antivirus"],"outsourcedOperation":"no","dict":{"scale":"social-ministries","availability":2,"integrity":2,"confidentiality":3,"traceability":2},"rto":"24h","rpo":"24h","zones":2,"exposure":["internet"]},"flows":[{"to":"rosny","protocol":"tcp","port":5432}],"existingSolution":"no","evidence":[{"rule":"R4","document":"plan-reversibilite.pdf","date":"2026-05-02","expires":"2027-05-02"}]}}` + "\n")

func BenchmarkNDJSON(b *testing.B) {
	in := bytes.Repeat(doc, 1000)
	b.SetBytes(int64(len(doc)))
	b.ReportAllocs()
	r := NewReader("f", bytes.NewReader(in))
	for b.Loop() {
		_, ps, err := r.Next()
		if len(ps) > 0 {
			b.Fatal(ps)
		}
		if err == io.EOF {
			r = NewReader("f", bytes.NewReader(in))
		}
	}
}
