package openstack

import (
	"github.com/havre-cloud/havre"
	"github.com/havre-cloud/havre/plan"
)

// table is all that this driver can make: a kind is a line.
var table = []kind{
	{Kind: plan.Kind{Name: "project", Title: havre.Text{FR: "projet", EN: "project"}, Once: []string{"description"}}, outside: true, list: listProjects, read: readProject, create: createProject, update: updateProject, remove: removeProject},
	{Kind: plan.Kind{Name: "grant", Title: havre.Text{FR: "rôle", EN: "role"}, Fixed: []string{"project", "user", "role"}}, outside: true, refs: map[string]string{"project": "project", "user": "user"}, list: listGrants, create: createGrant, remove: removeGrant},
	{Kind: plan.Kind{Name: "user", Title: havre.Text{FR: "utilisateur", EN: "user"}, Once: []string{"project"}}, outside: true, refs: map[string]string{"project": "project"}, list: listUsers, read: readUser, create: createUser, remove: removeUser},
	{Kind: plan.Kind{Name: "quota", Title: havre.Text{FR: "quotas", EN: "quotas"}, Fixed: []string{"project"}}, outside: true, refs: map[string]string{"project": "project"}, stepwise: true, list: listQuotas, create: createQuota, update: updateQuota, remove: removeQuota},
	{Kind: plan.Kind{Name: "credential", Title: havre.Text{FR: "justificatif d’application", EN: "application credential"}, Fixed: []string{"user", "project", "role"}}, outside: true, refs: map[string]string{"project": "project", "user": "user"}, list: listCredentials, read: readCredential, create: createCredential, remove: removeCredential},
	{Kind: plan.Kind{Name: "ec2", Title: havre.Text{FR: "clé du stockage objet", EN: "object storage key"}, Fixed: []string{"user", "project"}}, outside: true, refs: map[string]string{"project": "project", "user": "user"}, list: listEC2, read: readEC2, create: createEC2, remove: removeEC2},
	{Kind: plan.Kind{Name: "key", Title: havre.Text{FR: "clé SSH", EN: "SSH key"}, Fixed: []string{"public"}}, outside: true, list: listKeys, read: readKey, create: createKey, remove: removeKey},

	{Kind: plan.Kind{Name: "network", Title: havre.Text{FR: "réseau", EN: "network"}}, list: listNetworks, read: readNetwork, create: createNetwork, remove: removeNetwork},
	{Kind: plan.Kind{Name: "subnet", Title: havre.Text{FR: "sous-réseau", EN: "subnet"}, Fixed: []string{"network", "cidr"}}, refs: map[string]string{"network": "network"}, list: listSubnets, read: readSubnet, create: createSubnet, update: updateSubnet, remove: removeSubnet},
	{Kind: plan.Kind{Name: "router", Title: havre.Text{FR: "routeur", EN: "router"}}, list: listRouters, read: readRouter, create: createRouter, update: updateRouter, remove: removeRouter},
	{Kind: plan.Kind{Name: "interface", Title: havre.Text{FR: "interface de routeur", EN: "router interface"}, Fixed: []string{"router", "subnet"}}, refs: map[string]string{"router": "router", "subnet": "subnet"}, list: listPorts, create: createInterface, remove: removeInterface},
	{Kind: plan.Kind{Name: "group", Title: havre.Text{FR: "groupe de sécurité", EN: "security group"}}, list: listGroups, read: readGroup, create: createGroup, remove: removeGroup},
	{Kind: plan.Kind{Name: "rules", Title: havre.Text{FR: "règles de flux", EN: "flow rules"}, Fixed: []string{"group"}, Secure: true}, refs: map[string]string{"group": "group", "rules": "group"}, stepwise: true, list: listGroups, read: readGroup, create: createRules, update: updateRules, remove: removeRules},
	{Kind: plan.Kind{Name: "port", Title: havre.Text{FR: "port", EN: "port"}, Fixed: []string{"network", "subnet"}, Secure: true}, refs: map[string]string{"network": "network", "subnet": "subnet", "groups": "group"}, list: listPorts, read: readPort, create: createPort, update: updatePort, remove: removePort},
	{Kind: plan.Kind{Name: "address", Title: havre.Text{FR: "adresse publique", EN: "public address"}, Fixed: []string{"external"}}, refs: map[string]string{"port": "port"}, list: listAddresses, read: readAddress, create: createAddress, update: updateAddress, remove: removeAddress},

	{Kind: plan.Kind{Name: "spread", Title: havre.Text{FR: "répartition de serveurs", EN: "spread of servers"}, Fixed: []string{"policy"}}, list: listSpreads, create: createSpread, remove: removeSpread},
	{Kind: plan.Kind{Name: "server", Data: true, Title: havre.Text{FR: "serveur", EN: "server"}, Fixed: []string{"image", "zone", "port", "key", "group"}, Once: []string{"userData"}}, refs: map[string]string{"image": "image", "port": "port", "key": "key", "group": "spread"}, list: listServers, read: readServer, create: createServer, update: updateServer, remove: removeServer},
	{Kind: plan.Kind{Name: "volume", Title: havre.Text{FR: "volume", EN: "volume"}, Fixed: []string{"type"}, Data: true}, list: listVolumes, read: readVolume, create: createVolume, update: updateVolume, remove: removeVolume},
	{Kind: plan.Kind{Name: "attachment", Title: havre.Text{FR: "rattachement de volume", EN: "volume attachment"}, Fixed: []string{"server", "volume"}}, refs: map[string]string{"server": "server", "volume": "volume"}, list: listVolumes, read: readAttachment, create: createAttachment, remove: removeAttachment},
	{Kind: plan.Kind{Name: "snapshot", Title: havre.Text{FR: "instantané", EN: "snapshot"}, Fixed: []string{"volume"}, Data: true}, refs: map[string]string{"volume": "volume"}, list: listSnapshots, read: readSnapshot, create: createSnapshot, remove: removeSnapshot},
	{Kind: plan.Kind{Name: "image", Title: havre.Text{FR: "image", EN: "image"}, Fixed: []string{"format"}, Once: []string{"url", "sha256"}}, list: listImages, read: readImage, create: createImage, remove: removeImage},
	{Kind: plan.Kind{Name: "container", Title: havre.Text{FR: "conteneur d’objets", EN: "object container"}, Data: true, Secure: true}, list: listContainers, read: readContainer, create: createContainer, update: updateContainer, remove: removeContainer},

	{Kind: plan.Kind{Name: "balancer", Title: havre.Text{FR: "répartiteur de charge", EN: "load balancer"}, Fixed: []string{"subnet"}}, refs: map[string]string{"subnet": "subnet"}, stepwise: true, list: listBalancers, read: readBalancer, create: createBalancer, update: updateBalancer, remove: removeBalancer},
	{Kind: plan.Kind{Name: "listener", Title: havre.Text{FR: "écoute de répartiteur", EN: "listener of a load balancer"}, Fixed: []string{"balancer", "protocol", "port"}}, refs: map[string]string{"balancer": "balancer"}, list: listListeners, read: readListener, create: createListener, remove: removeListener},
	{Kind: plan.Kind{Name: "pool", Title: havre.Text{FR: "groupe de répartition", EN: "pool of a load balancer"}, Fixed: []string{"listener", "protocol"}}, refs: map[string]string{"listener": "listener"}, list: listPools, read: readPool, create: createPool, update: updatePool, remove: removePool},
	{Kind: plan.Kind{Name: "member", Title: havre.Text{FR: "membre de répartition", EN: "member of a load balancer"}, Fixed: []string{"pool", "server", "subnet", "port"}}, refs: map[string]string{"pool": "pool", "server": "port", "subnet": "subnet"}, list: listMembers, create: createMember, remove: removeMember},
	{Kind: plan.Kind{Name: "zone", Title: havre.Text{FR: "zone DNS", EN: "DNS zone"}, Fixed: []string{"name"}}, list: listZones, read: readZone, create: createZone, update: updateZone, remove: removeZone},
	{Kind: plan.Kind{Name: "recordset", Title: havre.Text{FR: "enregistrement DNS", EN: "DNS record"}, Fixed: []string{"zone", "name", "type"}}, refs: map[string]string{"zone": "zone", "values": "address"}, list: listRecords, create: createRecord, update: updateRecord, remove: removeRecord},
}
