//go:build theme_dsfr

package static

import (
	"embed"
	"io/fs"
)

// An entitled ministry fills this folder; without dsfr.min.css the build stops here.
//
//go:embed themes/dsfr themes/dsfr/dsfr.min.css
var packFiles embed.FS

// pack is the theme built in.
var pack = func() fs.FS {
	sub, err := fs.Sub(packFiles, "themes/dsfr")
	if err != nil {
		panic(err) // a constant path
	}
	return sub
}()
