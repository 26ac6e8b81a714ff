package pages

import (
	"archive/zip"
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/identity"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/portal/ui"
	"github.com/havre-cloud/havre/portal/web"
	"github.com/havre-cloud/havre/provision"
	"github.com/havre-cloud/havre/provision/driver"
)

// partAccess is the part of the page that gives accesses.
const partAccess = "acces"

// grantAccess gives somebody access.
func (n *needPages) grantAccess(w http.ResponseWriter, r *web.Request) error {
	_, err := n.Provision.Grant(r.Context(), r.Actor, r.PathValue("id"), r.Field(fieldFor), r.Checked(fieldOnce), "")
	return n.deployed(w, r, partAccess, err, havre.Text{FR: "L’accès se prépare : montrez-le dès qu’il est prêt.", EN: "The access is being made: show it once it is ready."})
}

// renewAccess gives one in the place of another, which is good for some time yet.
func (n *needPages) renewAccess(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	name, once := r.PathValue("nom"), false
	for i := range v.Accesses {
		once = once || v.Accesses[i].Name == name && v.Accesses[i].Once
	}
	_, err = n.Provision.Grant(r.Context(), r.Actor, v.ID, "", once, name)
	return n.deployed(w, r, partAccess, err, havre.Text{FR: "Le nouvel accès se prépare ; l’ancien vaut encore 24 heures.", EN: "The new access is being made; the old one is good for 24 more hours."})
}

// revokeAccess takes an access away, once somebody has confirmed it.
func (n *needPages) revokeAccess(w http.ResponseWriter, r *web.Request) error {
	id, name := r.PathValue("id"), r.PathValue("nom")
	if !r.Checked(fieldConfirm) {
		return r.SeeOther(w, confirmPath(id, verbRevoke, queryAccess, name), web.Flash{})
	}
	err := n.Provision.Revoke(r.Context(), r.Actor, id, name)
	return n.deployed(w, r, partAccess, err, havre.Text{FR: "L’accès est révoqué.", EN: "The access is revoked."})
}

// accessView is what is handed over, once.
type accessView struct {
	*deploymentView
	Access *provision.Access
	Given  *driver.Access
}

// showAccess hands credentials over. Nothing keeps the answer: neither the browser, nor
// what stands between.
func (n *needPages) showAccess(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	out := &accessView{deploymentView: v}
	for i := range v.Accesses {
		if v.Accesses[i].Name == r.PathValue("nom") {
			out.Access = &v.Accesses[i]
		}
	}
	if out.Access == nil {
		return identity.Missing()
	}
	if out.Given, err = n.Provision.Show(r.Context(), r.Actor, v.ID, out.Access.Name); err != nil {
		return n.deployed(w, r, partAccess, err, havre.Text{})
	}
	return r.Render(w, http.StatusOK, accessPage(r, out))
}

// files are those handed over, by name.
func (v *accessView) files() []string { return slices.Sorted(maps.Keys(v.Given.Files)) }

// addressTable is where what was built answers.
func (v *accessView) addressTable(r *web.Request) ui.TableProps {
	t := ui.TableProps{ID: "adresses", Caption: r.Say("Adresses", "Addresses"), Cards: true, Columns: []ui.Head{
		{Name: r.Say("Nom", "Name")},
		{Name: r.Say("Adresse privée", "Private address")},
		{Name: r.Say("Adresse publique", "Public address")},
		{Name: r.Say("Ports", "Ports")},
	}}
	for i := range v.Given.Addresses {
		a := &v.Given.Addresses[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{ui.Text(a.Name), ui.Text(dash(a.Private)), ui.Text(dash(a.Public)), ui.Text(dash(strings.Join(a.Ports, ", ")))}})
	}
	return t
}

// accessTable lists the accesses that were not revoked.
func (v *deploymentView) accessTable(r *web.Request, list []provision.Access) ui.TableProps {
	t := ui.TableProps{ID: "liste-acces", Caption: r.Say("Accès", "Accesses"), Cards: true, Columns: []ui.Head{
		{Name: r.Say("Pour", "For")},
		{Name: r.Say("Donné par", "Given by")},
		{Name: r.Say("Le", "On")},
		{Name: r.Say("Montré", "Shown")},
		{Name: r.Say("Fin", "Ends")},
		{Name: r.Say("Agir", "Act"), Hidden: true},
	}}
	for i := range list {
		x := &list[i]
		t.Rows = append(t.Rows, ui.Row{Cells: []templ.Component{
			ui.Text(x.For), ui.Text(web.Capital(v.person(r, x.By))), ui.Text(r.Instant(x.At)), ui.Text(shownText(r, x)), ui.Text(accessEnd(r, x)), accessActions(r, v, x),
		}})
	}
	return t
}

// open are the accesses that were not revoked, and ended those that were.
func (v *deploymentView) open() (open, ended []provision.Access) {
	for _, x := range v.Accesses {
		if x.Open() {
			open = append(open, x)
		} else {
			ended = append(ended, x)
		}
	}
	return open, ended
}

func shownText(r *web.Request, x *provision.Access) string {
	switch {
	case !x.ShownAt.IsZero():
		return r.Instant(x.ShownAt)
	case x.Once:
		return r.Say("Pas encore ; une seule fois", "Not yet; once only")
	}
	return r.Say("Pas encore", "Not yet")
}

func accessEnd(r *web.Request, x *provision.Access) string {
	if x.Until.IsZero() {
		return r.Say("Quand il sera révoqué", "When it is revoked")
	}
	return r.Say("%s : un autre le remplace", "%s: another replaces it", r.Instant(x.Until))
}

// made says whether the platform has made an access.
func (v *deploymentView) made(x *provision.Access) bool {
	return slices.ContainsFunc(v.Resources, func(res provision.Resource) bool {
		return res.Object.Key == "access/"+x.Name && res.Object.State == plan.Ready
	})
}

// givenHere says whether somebody gave an access here: those of applications are given and
// taken back by the program that asked for them.
func givenHere(x *provision.Access) bool { return x.By != identity.System().ID }

// mayShow says whether an access may still be shown.
func (v *deploymentView) mayShow(r *web.Request, x *provision.Access) bool {
	return v.mayUse(r) && v.made(x) && !(x.Once && !x.ShownAt.IsZero())
}

// mayRevoke says whether accesses may be given and taken away now.
func (v *deploymentView) mayGrant(r *web.Request) bool {
	_, ok := v.May(provision.Apply)
	return ok && v.State == provision.Running && v.mayUse(r)
}

// exportDeployment sends what was built as configuration to leave with.
func (n *needPages) exportDeployment(w http.ResponseWriter, r *web.Request) error {
	v, err := n.deploymentOf(r)
	if err != nil {
		return err
	}
	files, err := n.Provision.Export(r.Context(), r.Actor, v.ID)
	if err != nil {
		return err
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, name := range slices.Sorted(maps.Keys(files)) {
		f, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: r.Now})
		if err != nil {
			return fmt.Errorf("export %s: %w", name, err)
		}
		if _, err := f.Write(files[name]); err != nil {
			return fmt.Errorf("export %s: %w", name, err)
		}
	}
	if err := z.Close(); err != nil {
		return fmt.Errorf("export: %w", err)
	}
	web.Download(w, v.Name+"-opentofu.zip", "application/zip")
	_, _ = out.WriteTo(w) // whoever asked has left: there is nobody to tell
	return nil
}

// anchorFile is the name of a file as the id of an element.
func anchorFile(name string) string { return "fichier-" + strings.ReplaceAll(safeID(name), ".", "-") }
