package pages

import "github.com/havre-cloud/havre/portal/web"

// registerNetwork adds the pages of interconnections: the map, the answer to a
// question, what a change would do, and the flow matrices.
func (g *reading) registerNetwork(s *web.Site) {
	s.Handle("GET /interconnexions", g.networkMap)
	s.Handle("GET /interconnexions/carte.svg", g.networkMapFile)
	s.Handle("GET /interconnexions/chemin", g.networkPath)
	s.Handle("GET /interconnexions/hypothese", g.networkWhatIf)
}
