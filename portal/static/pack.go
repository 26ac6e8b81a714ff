package static

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
)

// PackSheet is the style sheet of a theme pack.
const PackSheet = "dsfr.min.css"

// Pack says whether a theme pack is built in: pages then set the attributes that it
// reads, beside ours.
func Pack() bool { return pack != nil }

// addPack serves the files of a theme together, below a name made of their content,
// so that the style sheet finds its icons and its fonts where it expects them.
func (l *library) addPack(theme fs.FS) error {
	sheet, err := fs.ReadFile(theme, PackSheet)
	if err != nil {
		return errors.Join(fmt.Errorf("theme pack: %s is missing, see portal/static/themes/README.md", PackSheet), err)
	}
	dir := Root + "theme-" + digest(sheet) + "/"
	return fs.WalkDir(theme, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || path.Ext(name) == ".md" {
			return err
		}
		data, err := fs.ReadFile(theme, name)
		if err != nil {
			return fmt.Errorf("theme pack: %w", err)
		}
		l.put(name, dir+name, data)
		return nil
	})
}
