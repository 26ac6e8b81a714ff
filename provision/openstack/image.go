package openstack

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"net/http"
	"regexp"
	"strings"

	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/imagedata"
	"github.com/gophercloud/gophercloud/v2/openstack/image/v2/images"

	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
	"github.com/havre-cloud/havre/provision/driver"
)

var uuid = regexp.MustCompile(`^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)

// imageIDs are the images that everybody sees, the newest of each name.
func (c *cloud) imageIDs(ctx context.Context) (map[string]string, error) {
	glance, err := c.above(ctx, (*session).image)
	if err != nil {
		return nil, err
	}
	list, err := every(ctx, images.List(glance, images.ListOpts{Status: images.ImageStatusActive, Sort: "created_at:desc"}), images.ExtractImages)
	return named(list, err, func(i *images.Image) (string, string) { return i.Name, i.ID })
}

// imageID is the identifier of an image: that of one of ours, or of one of the cloud's.
func (c *cloud) imageID(ctx context.Context, name string) (string, error) {
	if uuid.MatchString(name) {
		return name, nil
	}
	return c.idOf(ctx, "image", name, c.imageIDs)
}

// An image whose content was not all uploaded is broken: nobody uploads the rest.
func imageState(status images.ImageStatus) plan.State {
	switch status {
	case images.ImageStatusActive, images.ImageStatusDeactivated:
		return plan.Ready
	case images.ImageStatusQueued, images.ImageStatusKilled:
		return plan.Broken
	case images.ImageStatusDeleted, images.ImageStatusPendingDelete:
		return plan.Leaving
	default:
		return plan.Pending
	}
}

// unfinished says whether what Create finds is to be gone on with.
func unfinished(o plan.Object) bool {
	return o.Kind == "image" && o.Words == string(images.ImageStatusQueued)
}

func (s *space) imageObject(i *images.Image) plan.Object {
	identity, _ := i.Properties[identityField].(string)
	return plan.Object{Key: keyIn(s.e, identity), Kind: "image", ID: i.ID, Name: i.Name, State: imageState(i.Status), Words: string(i.Status), With: plan.Attributes{"format": i.DiskFormat}}
}

func listImages(ctx context.Context, s *space, one *plan.Resource) ([]plan.Object, error) {
	project, err := s.project(ctx)
	if err != nil {
		return nil, err
	}
	c, err := s.of(ctx, (*session).image)
	if err != nil {
		return nil, err
	}
	opts := images.ListOpts{Owner: project}
	if one != nil {
		opts.Name = nameOf(*one)
	}
	list, err := every(ctx, images.List(c, opts), images.ExtractImages)
	return found(list, err, s.imageObject)
}

func readImage(ctx context.Context, s *space, o plan.Object) (plan.Object, error) {
	c, err := s.of(ctx, (*session).image)
	if err != nil {
		return plan.Object{}, err
	}
	i, err := images.Get(ctx, c, o.ID).Extract()
	if err != nil {
		return plan.Object{}, err
	}
	return s.imageObject(i), nil
}

// createImage takes an image from where its team published it, and gives it to Glance as
// it comes. One whose fingerprint is not the one ordered never becomes usable.
func createImage(ctx context.Context, s *space, r plan.Resource) (plan.Object, error) {
	address := r.With.String("url")
	if !s.permitted(address) {
		return plan.Object{}, refused(
			havre.Text{FR: "L’adresse « %[1]s » n’est pas de celles dont cette offre accepte des images.", EN: "The address %[1]q is not one that this offer takes images from."}.With(address),
			havre.Text{FR: "Déposez l’image à l’une des adresses que le profil de l’offre autorise.", EN: "Put the image at one of the addresses that the profile of the offer allows."})
	}
	c, err := s.of(ctx, (*session).image)
	if err != nil {
		return plan.Object{}, err
	}
	before, err := listImages(ctx, s, &r)
	if err != nil {
		return plan.Object{}, err
	}
	var o plan.Object
	for _, i := range before {
		if i.Key == r.Key && unfinished(i) {
			o = i
		}
	}
	if o.ID == "" {
		i, err := images.Create(ctx, c, images.CreateOpts{
			Name: nameOf(r), ContainerFormat: "bare", DiskFormat: r.With.String("format"), Visibility: new(images.ImageVisibilityPrivate),
			Properties: map[string]string{identityField: s.e.Identity(r.Key)},
		}).Extract()
		if err != nil {
			return plan.Object{}, err
		}
		o = s.imageObject(i)
	}
	if err := s.upload(ctx, c, o.ID, address, r.With.String("sha256")); err != nil {
		if f := driver.FailureOf(err); f.Reason == driver.Refused { // nothing good will come of it
			if e := images.Delete(ctx, c, o.ID).Err; e != nil && !isGone(e) {
				return plan.Object{}, e
			}
		}
		return plan.Object{}, err
	}
	return readImage(ctx, s, o)
}

// permitted says whether images may be taken from an address.
func (c *cloud) permitted(address string) bool {
	if strings.Contains(address, "/../") || strings.ContainsAny(address, "\\ ") {
		return false
	}
	for _, prefix := range c.profile.ImageSources {
		// "https://a.fr" does not permit "https://a.fr.example.org".
		if rest, ok := strings.CutPrefix(address, prefix); ok && prefix != "" && (strings.HasSuffix(prefix, "/") || strings.HasPrefix(rest, "/")) {
			return true
		}
	}
	return false
}

// upload streams an image from its address to Glance, and checks it on the way.
func (s *space) upload(ctx context.Context, c *client, id, address, sum string) error {
	web := http.Client{Transport: s.transport, CheckRedirect: func(r *http.Request, via []*http.Request) error {
		if len(via) > 10 || !s.permitted(r.URL.String()) {
			return errElsewhere
		}
		return nil
	}}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return err
	}
	answer, err := web.Do(req)
	if errors.Is(err, errElsewhere) {
		return refused(
			havre.Text{FR: "L’adresse de l’image renvoie vers une autre, dont cette offre n’accepte pas d’images.", EN: "The address of the image leads to another one, which this offer takes no images from."},
			havre.Text{FR: "Donnez l’adresse où l’image se trouve vraiment.", EN: "Give the address where the image really is."})
	}
	if err != nil {
		return err
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		f := told(driver.Gone, "", nil, fmt.Sprintf("GET %s → %d", withoutQuery(address), answer.StatusCode))
		f.What = havre.Text{FR: "L’image ne se télécharge pas : son serveur répond %[1]d.", EN: "The image cannot be downloaded: its server answers %[1]d."}.With(answer.StatusCode)
		f.Next = havre.Text{FR: "Vérifiez l’adresse de l’image, puis relancez.", EN: "Check the address of the image, then try again."}
		return f
	}
	checked := &checkedReader{from: answer.Body, sum: sha256.New(), wanted: strings.ToLower(sum)}
	err = imagedata.Upload(ctx, c, id, checked).ExtractErr()
	if checked.wrong {
		return refused(
			havre.Text{FR: "L’image téléchargée n’est pas celle qui est commandée : son empreinte SHA-256 diffère.", EN: "The image that was downloaded is not the one ordered: its SHA-256 differs."},
			havre.Text{FR: "Vérifiez qui a changé le fichier. S’il est bon, corrigez l’empreinte dans la commande.", EN: "Check who changed the file. If it is right, correct the fingerprint in the order."})
	}
	if err != nil {
		return err
	}
	// A token that passes between two attempts would make the second begin in the middle.
	i, err := images.Get(ctx, c, id).Extract()
	if err == nil && i.SizeBytes != checked.size {
		err = images.Delete(ctx, c, id).Err
		return cmp.Or(err, error(told(driver.Uncertain, "", nil, fmt.Sprintf("PUT %s → %d / %d", id, i.SizeBytes, checked.size))))
	}
	return err
}

var errElsewhere = errors.New("the address leads elsewhere")

// errWrong breaks the upload before its end, so that Glance keeps nothing of it.
var errWrong = errors.New("the content is not the one that was announced")

// checkedReader reads to the end only what has the fingerprint that was announced.
type checkedReader struct {
	from   io.Reader
	sum    hash.Hash
	wanted string
	wrong  bool
	size   int64
}

// Read implements io.Reader.
func (c *checkedReader) Read(p []byte) (int, error) {
	n, err := c.from.Read(p)
	_, _ = c.sum.Write(p[:n])
	c.size += int64(n)
	if errors.Is(err, io.EOF) && hex.EncodeToString(c.sum.Sum(nil)) != c.wanted {
		c.wrong = true
		return 0, errWrong
	}
	return n, err
}

func removeImage(ctx context.Context, s *space, o plan.Object) error {
	c, err := s.of(ctx, (*session).image)
	if err != nil {
		return err
	}
	return images.Delete(ctx, c, o.ID).Err
}
