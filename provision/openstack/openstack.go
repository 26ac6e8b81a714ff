// Package openstack provisions on OpenStack. Cloud Pi and Nubo are two profiles of it,
// which are data (profiles/); nothing here knows one from the other.
//
// Each environment has a Keystone project of its own, which bounds what it can cost and
// what a mistake can reach. Havre's account is given a role in it, and works there with
// a token of that project alone: only identity and quotas are asked with the wider token.
//
// An object is found again by the identity it carries (driver.Environment.Identity): in
// the description of what Keystone and Neutron keep, in the metadata of servers, volumes,
// snapshots, images and containers. Key pairs and server groups have neither, so that
// their name carries the identifier of the environment. Nothing is ever recognised by
// its place or by its look.
package openstack
