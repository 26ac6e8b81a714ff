package form

import (
	"errors"
	"testing"
)

// What the PDF library writes may change with its version: a file of another shape is
// an error, never a wrong document.
func TestTakeApartRefuses(t *testing.T) {
	const (
		object  = "1 0 obj\n<<>>\nendobj\n"
		trailer = "trailer\n<<\n/Root 1 0 R\n>>\n"
	)
	for name, in := range map[string]string{
		"nothing":              "",
		"no root":              object + "xref\n0 2\n0000000000 65535 f \n0000000000 00000 n \ntrailer\nstartxref\n20\n%%EOF\n",
		"no end":               object + "xref\n0 2\n0000000000 65535 f \n0000000000 00000 n \n" + trailer,
		"table out of file":    object + trailer + "startxref\n999\n%%EOF\n",
		"object out of file":   object + "xref\n0 2\n0000000000 65535 f \n0000000999 00000 n \n" + trailer + "startxref\n20\n%%EOF\n",
		"not where it says":    object + "xref\n0 2\n0000000000 65535 f \n0000000003 00000 n \n" + trailer + "startxref\n20\n%%EOF\n",
		"catalog out of table": object + "xref\n0 2\n0000000000 65535 f \n0000000000 00000 n \ntrailer\n<<\n/Root 7 0 R\n>>\nstartxref\n20\n%%EOF\n",
	} {
		if _, err := takeApart([]byte(in)); !errors.Is(err, errShape) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f, err := takeApart([]byte(object + "xref\n0 2\n0000000000 65535 f \n0000000000 00000 n \n" + trailer + "startxref\n20\n%%EOF\n"))
	if err != nil || len(f.objects) != 1 || string(f.objects[0]) != "<<>>" {
		t.Errorf("%+v, %v", f, err)
	}
	if _, err := f.assemble(); !errors.Is(err, errShape) {
		t.Errorf("a file without information: %v", err)
	}
}
