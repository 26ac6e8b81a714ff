// Package version says which build of Havre is running. The build script writes
// its variables with the linker; a plain "go build" leaves the defaults.
//
// It knows nothing of what the program does.
package version

import "runtime"

// What the build script stamps: the tag or description of the commit, the commit
// and its date. Sources without a history are version "dev".
var (
	Version = "dev"
	Commit  = ""
	Date    = ""
)

// Info is the build, as "havre version" shows it.
type Info struct {
	Version  string `json:"version"`
	Commit   string `json:"commit,omitempty"`
	Date     string `json:"date,omitempty"`
	Go       string `json:"go"`
	Platform string `json:"platform"`
}

// Get describes the running build.
func Get() Info {
	return Info{Version: Version, Commit: Commit, Date: Date, Go: runtime.Version(), Platform: runtime.GOOS + "/" + runtime.GOARCH}
}
