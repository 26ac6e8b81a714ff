package api

import (
	"strconv"
	"strings"

	"github.com/havre-cloud/havre"
)

// etag is the tag of a version; nothing that never changes has one.
func etag(version int64) string {
	if version <= 0 {
		return ""
	}
	return strconv.Quote(strconv.FormatInt(version, 10))
}

// versionOf reads the version in a tag. Proxies that compress an answer weaken its
// tag: it stands for the same version all the same.
func versionOf(tag string) (int64, error) {
	text := strings.Trim(strings.TrimPrefix(strings.TrimSpace(tag), "W/"), `"`)
	v, err := strconv.ParseInt(text, 10, 64)
	if err != nil || v < 1 {
		return 0, &havre.Fault{
			Code:    havre.Stale,
			Message: havre.Text{FR: "L'étiquette « %[1]s » de If-Match n'est pas celle d'une version de cet objet.", EN: "The tag %[1]s of If-Match is not that of a version of this object."}.With(tag),
		}
	}
	return v, nil
}

// known says whether one of the tags of If-None-Match is that of the object.
func known(header, tag string) bool {
	if tag == "" {
		return false
	}
	for t := range strings.SplitSeq(header, ",") {
		t = strings.TrimPrefix(strings.TrimSpace(t), "W/")
		if t == tag || t == "*" {
			return true
		}
	}
	return false
}
