package wire

// Organisation is a node of the tree: ministry, directorate, team.
type Organisation = Object[OrganisationSpec, OrganisationStatus]

// OrganisationSpec is what an administrator says of an organisation.
type OrganisationSpec struct {
	Parent   string `json:"parent,omitempty" doc:"identifiant ou nom court de l'organisation au-dessus ; absent pour une racine|identifier or short name of the organisation above; absent for a root"`
	Level    string `json:"level" required:"true" enum:"ministry,directorate,team,body" doc:"niveau dans l'arbre|level in the tree"`
	SIRET    string `json:"siret,omitempty" pattern:"^[0-9]{14}$" form:"14 chiffres|14 digits" doc:"numéro SIRET, qui rattache les personnes à la connexion|SIRET number, which attaches people when they sign in"`
	Body     string `json:"body,omitempty" enum:"central-administration,supervised-body,state-operator,gip,local-authority,health-establishment,private" doc:"nature de l'organisme, reprise par ses dossiers|kind of body, taken by its needs"`
	Ministry string `json:"ministry,omitempty" enum:"social,interior,finance,justice,education,higher-education,defence,ecology,agriculture,culture,foreign-affairs,prime-minister,other,none" doc:"ministère, repris par ses dossiers|ministry, taken by its needs"`
}

// OrganisationStatus is what is known of an organisation.
type OrganisationStatus struct {
	Conditions []Condition `json:"conditions" doc:"Active : l'organisation n'est pas supprimée|Active: the organisation is not deleted"`
}
