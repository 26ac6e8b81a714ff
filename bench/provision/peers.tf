# The environment of examples/blueprints/three-tiers.yaml, for OpenTofu.
terraform {
  required_providers {
    openstack = { source = "terraform-provider-openstack/openstack" }
  }
}

variable "name" { type = string }
variable "admin_project" { type = string }
variable "flavor" { type = string }
variable "image" { type = string }
variable "external" { type = string }
variable "public_key" { type = string }
variable "user_data" { type = string }
variable "app" {
  type    = number
  default = 2
}
variable "more" {
  type    = bool
  default = false
}

provider "openstack" {
  tenant_name         = var.admin_project
  project_domain_name = "Default"
}

provider "openstack" {
  alias     = "inside"
  tenant_id = openstack_identity_project_v3.it.id
}

locals {
  tiers = {
    front = { count = 2, spread = true, public = true, size = 10, data = var.user_data }
    app   = { count = var.app, spread = true, public = false, size = 20, data = null }
    data  = { count = 1, spread = false, public = false, size = 100, data = null }
  }
  servers = merge([for tier, t in local.tiers : { for n in range(t.count) : "${tier}-${n + 1}" => merge(t, { tier = tier }) }]...)
  rules = merge({
    1 = { tier = "front", direction = "ingress", port = 443, cidr = "0.0.0.0/0", peer = null }
    2 = { tier = "front", direction = "egress", port = 8080, cidr = null, peer = "app" }
    3 = { tier = "app", direction = "ingress", port = 8080, cidr = null, peer = "front" }
    4 = { tier = "app", direction = "egress", port = 5432, cidr = null, peer = "data" }
    5 = { tier = "data", direction = "ingress", port = 5432, cidr = null, peer = "app" }
  }, var.more ? { 6 = { tier = "front", direction = "ingress", port = 80, cidr = "0.0.0.0/0", peer = null } } : {})
}

data "openstack_identity_auth_scope_v3" "me" { name = "me" }
data "openstack_identity_role_v3" "member" { name = "member" }
data "openstack_networking_network_v2" "external" { name = var.external }
data "openstack_images_image_v2" "image" { name = var.image }

resource "openstack_identity_project_v3" "it" {
  name        = var.name
  description = "Havre's benchmark"
}
resource "openstack_identity_role_assignment_v3" "me" {
  user_id    = data.openstack_identity_auth_scope_v3.me.user_id
  project_id = openstack_identity_project_v3.it.id
  role_id    = data.openstack_identity_role_v3.member.id
}
resource "openstack_identity_user_v3" "team" {
  name               = var.name
  default_project_id = openstack_identity_project_v3.it.id
  password           = "not-used-by-anybody"
}
resource "openstack_identity_role_assignment_v3" "team" {
  user_id    = openstack_identity_user_v3.team.id
  project_id = openstack_identity_project_v3.it.id
  role_id    = data.openstack_identity_role_v3.member.id
}
resource "openstack_compute_quotaset_v2" "it" {
  project_id    = openstack_identity_project_v3.it.id
  cores         = 16
  ram           = 65536
  instances     = 16
  server_groups = 16
}
resource "openstack_networking_quota_v2" "it" {
  project_id          = openstack_identity_project_v3.it.id
  floatingip          = 4
  network             = 20
  port                = 50
  router              = 20
  subnet              = 20
  security_group      = 50
  security_group_rule = 500
}
resource "openstack_blockstorage_quotaset_v3" "it" {
  project_id = openstack_identity_project_v3.it.id
  gigabytes  = 500
  volumes    = 500
  snapshots  = 500
}

resource "openstack_networking_network_v2" "main" {
  provider   = openstack.inside
  name       = "main"
  depends_on = [openstack_identity_role_assignment_v3.me, openstack_networking_quota_v2.it]
}
resource "openstack_networking_subnet_v2" "main" {
  provider   = openstack.inside
  name       = "main"
  network_id = openstack_networking_network_v2.main.id
  cidr       = "10.42.0.0/24"
}
resource "openstack_networking_router_v2" "main" {
  provider            = openstack.inside
  name                = "main"
  external_network_id = data.openstack_networking_network_v2.external.id
  depends_on          = [openstack_identity_role_assignment_v3.me, openstack_networking_quota_v2.it]
}
resource "openstack_networking_router_interface_v2" "main" {
  provider  = openstack.inside
  router_id = openstack_networking_router_v2.main.id
  subnet_id = openstack_networking_subnet_v2.main.id
}
resource "openstack_networking_secgroup_v2" "tier" {
  for_each             = local.tiers
  provider             = openstack.inside
  name                 = each.key
  delete_default_rules = true
  depends_on           = [openstack_identity_role_assignment_v3.me, openstack_networking_quota_v2.it]
}
resource "openstack_networking_secgroup_rule_v2" "rule" {
  for_each          = local.rules
  provider          = openstack.inside
  security_group_id = openstack_networking_secgroup_v2.tier[each.value.tier].id
  direction         = each.value.direction
  ethertype         = "IPv4"
  protocol          = "tcp"
  port_range_min    = each.value.port
  port_range_max    = each.value.port
  remote_ip_prefix  = each.value.cidr
  remote_group_id   = each.value.peer == null ? null : openstack_networking_secgroup_v2.tier[each.value.peer].id
}
resource "openstack_compute_keypair_v2" "key" {
  provider   = openstack.inside
  name       = var.name
  public_key = var.public_key
  depends_on = [openstack_identity_role_assignment_v3.me]
}
resource "openstack_compute_servergroup_v2" "tier" {
  for_each   = { for tier, t in local.tiers : tier => t if t.spread }
  provider   = openstack.inside
  name       = each.key
  policies   = ["soft-anti-affinity"]
  depends_on = [openstack_identity_role_assignment_v3.me, openstack_compute_quotaset_v2.it]
}
resource "openstack_networking_port_v2" "server" {
  for_each           = local.servers
  provider           = openstack.inside
  name               = each.key
  network_id         = openstack_networking_network_v2.main.id
  security_group_ids = [openstack_networking_secgroup_v2.tier[each.value.tier].id]
  fixed_ip { subnet_id = openstack_networking_subnet_v2.main.id }
}
resource "openstack_compute_instance_v2" "server" {
  for_each     = local.servers
  provider     = openstack.inside
  name         = each.key
  flavor_name  = var.flavor
  image_id     = data.openstack_images_image_v2.image.id
  key_pair     = openstack_compute_keypair_v2.key.name
  config_drive = true
  user_data    = each.value.data
  network { port = openstack_networking_port_v2.server[each.key].id }
  dynamic "scheduler_hints" {
    for_each = each.value.spread ? [1] : []
    content { group = openstack_compute_servergroup_v2.tier[each.value.tier].id }
  }
  depends_on = [openstack_networking_router_interface_v2.main]
}
resource "openstack_blockstorage_volume_v3" "server" {
  for_each   = local.servers
  provider   = openstack.inside
  name       = "${each.key}-data"
  size       = each.value.size
  depends_on = [openstack_identity_role_assignment_v3.me, openstack_blockstorage_quotaset_v3.it]
}
resource "openstack_compute_volume_attach_v2" "server" {
  for_each    = local.servers
  provider    = openstack.inside
  instance_id = openstack_compute_instance_v2.server[each.key].id
  volume_id   = openstack_blockstorage_volume_v3.server[each.key].id
}
resource "openstack_networking_floatingip_v2" "server" {
  for_each   = { for name, s in local.servers : name => s if s.public }
  provider   = openstack.inside
  pool       = var.external
  port_id    = openstack_networking_port_v2.server[each.key].id
  depends_on = [openstack_networking_router_interface_v2.main]
}
resource "openstack_objectstorage_container_v1" "documents" {
  provider   = openstack.inside
  name       = "documents"
  versioning = true
  depends_on = [openstack_identity_role_assignment_v3.me]
}
