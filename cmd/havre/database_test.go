package main

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/havre-cloud/havre/internal/pgtest"
)

// database runs havre database on what newAudited made.
func (a *audited) database(args ...string) (code int, out, errs string) {
	return a.command("database", "", args...)
}

// newest is the version of the database that this program knows.
func (a *audited) newest(t *testing.T) int64 {
	t.Helper()
	_, out, _ := a.database("version", "-o", "json")
	var v struct{ Program int64 }
	if err := json.Unmarshal([]byte(out), &v); err != nil || v.Program < 4 {
		t.Fatalf("%v: %s", err, out)
	}
	return v.Program
}

func TestDatabaseForwardAndBack(t *testing.T) {
	t.Parallel()
	for name, url := range map[string]func() string{"sqlite": func() string { return "" }, "postgresql": func() string { return pgtest.Database(t) }} {
		t.Run(name, func(t *testing.T) {
			a := newAudited(t, url())
			want := func(wanted int, said string, args ...string) {
				t.Helper()
				if code, out, errs := a.database(args...); code != wanted || !strings.Contains(out+errs, said) {
					t.Fatalf("%v: code %d instead of %d, or without %q: %s%s", args, code, wanted, said, out, errs)
				}
			}
			newest := a.newest(t)
			v := func(format string) string { return strings.ReplaceAll(format, "N", strconv.FormatInt(newest, 10)) }
			want(exitOK, v("Base : version N. Ce programme : version N."), "version")
			want(exitOK, v(`"database": N`), "version", "-o", "json")
			want(exitOK, v("version N ; elle était à la version N"), "migrate")
			want(exitUsage, v("ce programme connaît les versions 0 à N"), "migrate", "--to", strconv.FormatInt(newest+1, 10))
			want(exitUsage, v("ce programme connaît les versions 0 à N"), "migrate", "--to", "-1")
			want(exitUsage, "rien n'est changé", "migrate", "--to", "0")
			want(exitOK, v("Base : version N."), "version")
			want(exitOK, v("version 1 ; elle était à la version N"), "migrate", "--to", "1", "--yes")
			want(exitOK, v("version N ; elle était à la version 1"), "migrate")
			want(exitOK, v("version 0 ; elle était à la version N"), "migrate", "--to", "0", "--yes")
			want(exitOK, "Database: version 0.", "version", "--lang", "en")
			if code, _, errs := a.run("", "verify"); code != exitUsage || !strings.Contains(errs, "version 0") {
				t.Errorf("code %d, %s", code, errs)
			}
			want(exitOK, v("version N ; elle était à la version 0"), "migrate")
			a.tamper(t, "INSERT INTO migrations (version_id, is_applied) VALUES (99, true)")
			want(exitFailure, "une version plus récente de Havre", "migrate")
			want(exitFailure, "une version plus récente de Havre", "migrate", "--to", "0", "--yes")
		})
	}
}

// A portal that runs keeps its file; no file is not an empty one.
func TestDatabaseNotTaken(t *testing.T) {
	t.Parallel()
	a := newAudited(t, "")
	lock, err := lockData(a.dir)
	if err != nil {
		t.Fatal(err)
	}
	if code, _, errs := a.database("migrate", "--to", "0", "--yes"); code != exitUsage || !strings.Contains(errs, "un autre processus se sert déjà de ce dossier") {
		t.Errorf("code %d, %s", code, errs)
	}
	if err := lock.release(); err != nil {
		t.Fatal(err)
	}
	a.dir = t.TempDir()
	if code, _, errs := a.database("migrate"); code != exitUsage || !strings.Contains(errs, "ce fichier n'existe pas") {
		t.Errorf("code %d, %s", code, errs)
	}
}
