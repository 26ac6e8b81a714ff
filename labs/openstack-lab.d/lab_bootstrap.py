"""Idempotent: creates what is missing."""
import hashlib
import io
import json
import os
import sys

import openstack

c = json.load(open(sys.argv[1]))
conn = openstack.connect(
    auth_url=c['auth_url'], username='admin', password=c['admin_pw'],
    project_name='admin', user_domain_name='Default',
    project_domain_name='Default', region_name=c['region'], interface='public')
idt = conn.identity
ip = 'http://127.0.0.1:%d'


def one(items, **want):
    for i in items:
        if all(getattr(i, k) == v for k, v in want.items()):
            return i


def identity():
    dom = idt.find_domain('Default').id
    roles = {r.name: r for r in idt.roles()}
    for name in ('service', 'member', 'reader', 'swiftoperator', 'ResellerAdmin'):
        if name not in roles:
            roles[name] = idt.create_role(name=name)
    projects = {p.name: p for p in idt.projects(domain_id=dom)}
    for name in ('service', 'demo'):
        if name not in projects:
            projects[name] = idt.create_project(name=name, domain_id=dom)
    users = {u.name: u for u in idt.users(domain_id=dom)}
    names = ['nova', 'placement', 'neutron', 'glance', 'cinder', 'swift']
    for name in names + ['demo']:
        if name not in users:
            users[name] = idt.create_user(
                name=name, domain_id=dom,
                default_project_id=projects['demo' if name == 'demo' else 'service'].id,
                password=c['admin_pw'] if name == 'demo' else c['svc_pw'])
    grants = [('demo', 'demo', 'member'), ('admin', 'admin', 'ResellerAdmin')]
    grants += [(n, 'service', r) for n in names for r in ('admin', 'service')]
    for user, project, role in grants:
        idt.assign_project_role_to_user(projects[project], users[user], roles[role])

    services = [
        ('image', 'glance', ip % c['glance']),
        ('compute', 'nova', ip % c['nova'] + '/v2.1'),
        ('placement', 'placement', ip % c['placement']),
        ('network', 'neutron', ip % c['neutron']),
        ('volumev3', 'cinderv3', ip % c['cinder'] + '/v3/%(project_id)s'),
        ('block-storage', 'cinder', ip % c['cinder'] + '/v3/%(project_id)s'),
    ]
    if c['swift']:
        services += [
            ('object-store', 'swift', ip % c['swift'] + '/v1/AUTH_%(project_id)s'),
            ('s3', 's3', ip % c['swift']),
        ]
    have = {s.type: s for s in idt.services()}
    for stype, name, url in services:
        if stype not in have:
            have[stype] = idt.create_service(type=stype, name=name)
    regions = {r.id for r in idt.regions()}
    for region in [c['region']] + c['extra_regions']:
        if region not in regions:
            idt.create_region(id=region)
    ends = {(e.service_id, e.region_id, e.interface) for e in idt.endpoints()}
    services.append(('identity', 'keystone', c['auth_url']))
    for stype, _name, url in services:
        for region in [c['region']] + c['extra_regions']:
            for interface in ('public', 'internal', 'admin'):
                sid = have[stype].id
                if (sid, region, interface) not in ends:
                    idt.create_endpoint(service_id=sid, region_id=region,
                                        interface=interface, url=url)
    for name, project in (('admin', 'admin'), ('demo', 'demo')):
        uid, pid = users[name].id, projects[project].id
        path = '%s/s3-%s' % (c['dir'], name)
        found = [x for x in idt.get('/users/%s/credentials/OS-EC2' % uid).json()
                 ['credentials'] if x['tenant_id'] == pid]
        cred = found[0] if found else idt.post(
            '/users/%s/credentials/OS-EC2' % uid,
            json={'tenant_id': pid}).json()['credential']
        fd = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(fd, 'w') as f:
            f.write('export LAB_S3_ACCESS_KEY=%s\nexport LAB_S3_SECRET_KEY=%s\n'
                    % (cred['access'], cred['secret']))


def image():
    have = set()
    for i in conn.image.images():
        if i.status == 'active':
            have.add(i.name)
        elif i.name in c['images']:  # an upload that was cut off
            conn.image.delete_image(i)
    for name in c['images']:
        if name and name not in have:
            data = b'\0' * 1048576
            conn.image.create_image(
                name, data=data, disk_format='raw', container_format='bare',
                visibility='public', min_disk=1, allow_duplicates=True,
                hw_disk_bus='virtio', os_distro=name.split('-')[0], wait=True)


FLAVORS = [  # name, vcpus, ram, disk, extra specs
    ('m1.tiny', 1, 512, 1, {}), ('m1.small', 1, 2048, 20, {}),
    ('m1.medium', 2, 4096, 40, {}), ('m1.large', 4, 8192, 80, {}),
    ('m1.xlarge', 8, 16384, 160, {}),
    ('lab.slow', 1, 512, 1, {'lab:delay': '15'}),
    ('lab.broken', 1, 512, 1, {'lab:fail': 'spawn'}),
    ('lab.nohost', 1, 512, 1, {'lab:fail': 'host'}),
]


def compute():
    have = {f.name for f in conn.compute.flavors()}
    for name, vcpus, ram, disk, specs in FLAVORS:
        if name not in have:
            f = conn.compute.create_flavor(
                name=name, vcpus=vcpus, ram=ram, disk=disk)
            if specs:
                conn.compute.create_flavor_extra_specs(f, specs)


def network():
    net = conn.network.find_network('public', ignore_missing=True)
    if not net:
        net = conn.network.create_network(
            name='public', is_router_external=True, is_shared=False,
            provider_network_type='flat', provider_physical_network='public')
    if not list(conn.network.subnets(network_id=net.id)):
        conn.network.create_subnet(
            network_id=net.id, name='public-v4', ip_version=4,
            cidr='203.0.113.0/24', gateway_ip='203.0.113.1',
            allocation_pools=[{'start': '203.0.113.10', 'end': '203.0.113.250'}],
            is_dhcp_enabled=False)


def volume():
    bs = conn.block_storage
    have = {t.name for t in bs.types()}
    for name, specs in (('standard', {'volume_backend_name': 'lab'}),
                        ('fast', {'volume_backend_name': 'lab'}),
                        ('lab-broken', {'lab:fail': 'create'})):
        if name not in have:
            bs.create_type(name=name, extra_specs=specs)


for step in sys.argv[2:]:
    try:
        globals()[step]()
    except Exception as e:
        print('bootstrap step %s failed: %s: %s' % (step, type(e).__name__, e),
              file=sys.stderr)
        raise
