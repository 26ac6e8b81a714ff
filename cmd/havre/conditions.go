package main

import (
	"bytes"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/internal/terminal"
	"github.com/havre-cloud/havre/portal/api/wire"
)

// conditionTexts are the conditions in the words of the pages: programs read their types.
var conditionTexts = map[string]havre.Text{
	"Active":      {FR: "Actif", EN: "Active"},
	"Approved":    {FR: "Approuvée", EN: "Approved"},
	"AsWanted":    {FR: "Conforme à la commande", EN: "As ordered"},
	"Available":   {FR: "Disponible", EN: "Available"},
	"Current":     {FR: "En usage", EN: "In use"},
	"Decided":     {FR: "Décidé", EN: "Decided"},
	"Delivered":   {FR: "Reçu", EN: "Received"},
	"Delivering":  {FR: "En fonction", EN: "Working"},
	"Done":        {FR: "Fait", EN: "Done"},
	"Ended":       {FR: "Terminée", EN: "Ended"},
	"InForce":     {FR: "En vigueur", EN: "In force"},
	"InService":   {FR: "En service", EN: "In service"},
	"InUse":       {FR: "Employé", EN: "In use"},
	"Newest":      {FR: "À jour", EN: "Latest"},
	"Progressing": {FR: "Travail en cours", EN: "Run under way"},
	"Read":        {FR: "Lue", EN: "Read"},
	"Ready":       {FR: "Construite", EN: "Built"},
	"Sent":        {FR: "Envoyé", EN: "Sent"},
	"Settled":     {FR: "Réglé", EN: "Settled"},
	"Shared":      {FR: "Partagé", EN: "Shared"},
	"Standing":    {FR: "Décision valable", EN: "Decision stands"},
	"Usable":      {FR: "Utilisable", EN: "Usable"},
	"Visible":     {FR: "Visible", EN: "Visible"},
}

var truthSigns = map[havre.Truth]string{havre.Yes: "✔", havre.No: "✘", havre.Unknown: "?"}

// writeConditions writes what is true of an object, and why.
func (r *remote) writeConditions(b *bytes.Buffer, list []wire.Condition) {
	names, widest := make([]string, len(list)), 12
	for i, c := range list {
		names[i] = orElse(r.say(conditionTexts[c.Type]), c.Type) // a portal may know others
		widest = max(widest, terminal.Cells(names[i]))
	}
	for i, c := range list {
		if i == 0 {
			b.WriteString("\n")
		}
		sign := truthSigns[c.Status]
		if c.Type == "Progressing" && c.Status == havre.No {
			sign = "·" // nothing is wrong with being at rest
		}
		b.WriteString(terminal.Indent("  "+sign+" "+terminal.Pad(names[i], widest)+" ", c.Message, r.width()))
	}
}
