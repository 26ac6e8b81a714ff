//go:build !theme_dsfr

package static

import "io/fs"

// pack is the theme built in: none.
var pack fs.FS
