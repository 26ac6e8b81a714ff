package questionnaire

// Named is the sheet under another name: names are unique in an organisation.
func (s *Sheet) Named(name string) (*Sheet, error) {
	return s.replaced(map[string]string{"metadata.name": quoted(name)})
}
