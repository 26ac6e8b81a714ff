package main

import (
	"archive/zip"
	"bytes"
	"path/filepath"

	"github.com/spf13/cobra"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/portal/api/wire"
)

func (a *app) exportCommand() *cobra.Command {
	var dir string
	c := a.deploymentVerb(entry{
		use: havre.Text{FR: "export RESSOURCE", EN: "export RESOURCE"}, short: havre.Text{FR: "emporter ce qui est construit en configuration OpenTofu", EN: "take what is built away as OpenTofu configuration"},
		long: havre.Text{
			FR: "Écrit dans un répertoire vide, ou nouveau, une configuration qui décrit ce qui existe, et de quoi l'y importer. Aucun secret n'y est. La ressource reste celle de Havre tant qu'elle n'est pas terminée.",
			EN: "Writes to an empty directory, or a new one, a configuration that describes what exists, and what is needed to import it. It holds no secret. The resource stays Havre's as long as it is not ended.",
		},
		example: havre.Same("havre export conges --output-dir conges-tofu"),
	}, []string{formatTable}, func(r *remote, i *wire.Instance, _ []string) error {
		if dir == "" {
			return havre.Problems{{Field: "--output-dir", Message: havre.Text{FR: "dans quel répertoire ?", EN: "to which directory?"}}}
		}
		if _, err := r.deployed(i, false); err != nil {
			return err
		}
		body, err := r.ExportDeployment(r.ctx, i.ID)
		if err != nil {
			return err
		}
		files, err := zip.NewReader(bytes.NewReader(body), int64(len(body)))
		if err != nil {
			return err
		}
		if err := export(filepath.Clean(dir), files); err != nil {
			return failed(havre.Text{FR: "l'écriture de la configuration", EN: "writing the configuration"}, dir, err)
		}
		return r.tell(havre.Text{FR: "%[1]d fichiers écrits dans %[2]s.", EN: "%[1]d files written to %[2]s."}, len(files.File), dir)
	})
	c.Flags().StringVar(&dir, "output-dir", "", a.say(havre.Text{FR: "`répertoire` vide ou nouveau", EN: "empty or new `directory`"}))
	_ = c.MarkFlagDirname("output-dir")
	return c
}
