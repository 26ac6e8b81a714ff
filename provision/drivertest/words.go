package drivertest

import (
	"fmt"
	"strings"

	"github.com/havre-cloud/havre/plan"
)

func changes(list []plan.Change) string {
	var out []string
	for _, c := range list {
		out = append(out, fmt.Sprintf("%s is %#v instead of %#v", c.Field, c.From, c.To))
	}
	return strings.Join(out, ", ")
}
