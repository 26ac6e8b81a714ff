package notify

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"
	"time"
)

// Headers of a webhook, after Standard Webhooks (www.standardwebhooks.com).
const (
	HeaderID        = "Webhook-Id"
	HeaderTimestamp = "Webhook-Timestamp"
	HeaderSignature = "Webhook-Signature"
)

// secretPrefix begins a secret as its reader sees it.
const secretPrefix = "whsec_"

// Secret is that of a webhook, for its reader to verify signatures with: "whsec_"
// and 32 bytes in base64. It is derived from the portal's key, the webhook and the
// generation, and stored nowhere.
func (c *Caller) Secret(w *Webhook) string {
	return secretPrefix + base64.StdEncoding.EncodeToString(c.key(w.ID, w.Generation))
}

func (c *Caller) key(webhook string, generation int) []byte {
	return c.Derive(fmt.Sprintf("webhook/%s/%d", webhook, generation), sha256.Size)
}

// signatures are those of a body by the present secret and by the one before, so
// that a reader changes secret without missing an event.
func (c *Caller) signatures(w *Webhook, id string, at time.Time, body []byte) string {
	list := []string{signature(c.key(w.ID, w.Generation), id, at, body)}
	if w.Generation > 1 {
		list = append(list, signature(c.key(w.ID, w.Generation-1), id, at, body))
	}
	return strings.Join(list, " ")
}

func signature(key []byte, id string, at time.Time, body []byte) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(id + "." + strconv.FormatInt(at.Unix(), 10) + "."))
	mac.Write(body)
	return "v1," + base64.StdEncoding.EncodeToString(mac.Sum(nil))
}
