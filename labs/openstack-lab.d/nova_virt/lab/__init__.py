import io
import time

from nova.compute import power_state
from nova.compute import task_states
from nova.compute import vm_states
from nova import context as nova_context
from nova import exception
from nova.image import glance
from nova import objects
from nova.virt import fake
from oslo_log import log as logging

LOG = logging.getLogger(__name__)


class LabDriver(fake.FakeDriver):
    """In-memory guests.

    Extra specs of the flavor steer it: lab:delay=SECONDS makes the guest slow
    to start; lab:fail=spawn ends the build in ERROR at once, lab:fail=host
    sends it back to the scheduler (and to ERROR when no host is left).
    """

    # ordinary sizes for one host, so that capacity limits can be reached
    vcpus = 256
    memory_mb = 1024 * 1024
    local_gb = 100 * 1024

    def init_host(self, host):
        super(LabDriver, self).init_host(host)
        ctx = nova_context.get_admin_context()
        for inst in objects.InstanceList.get_by_host(
                ctx, host, expected_attrs=['flavor', 'info_cache']):
            if inst.vm_state in (vm_states.DELETED, vm_states.ERROR,
                                 vm_states.BUILDING,
                                 vm_states.SHELVED_OFFLOADED):
                continue
            state = inst.power_state or power_state.RUNNING
            self.instances[inst.uuid] = fake.FakeInstance(
                inst.name, state, inst.uuid)
            self.resources.claim(inst.flavor.vcpus, inst.flavor.memory_mb,
                                 inst.flavor.root_gb)
            for vif in inst.get_network_info():
                self._interfaces[vif['id']] = vif

    def spawn(self, context, instance, *args, **kwargs):
        specs = instance.flavor.extra_specs or {}
        try:
            time.sleep(min(float(specs.get('lab:delay', 0)), 600))
        except ValueError:
            pass
        if specs.get('lab:fail') == 'spawn':
            raise exception.BuildAbortException(
                instance_uuid=instance.uuid,
                reason='the flavor asks for a failure (lab:fail=spawn)')
        if specs.get('lab:fail') == 'host':
            raise exception.ComputeResourcesUnavailable(
                reason='the flavor asks for a failure (lab:fail=host)')
        return super(LabDriver, self).spawn(context, instance, *args, **kwargs)

    def snapshot(self, context, instance, image_id, update_task_state):
        super(LabDriver, self).snapshot(
            context, instance, image_id, update_task_state)
        api = glance.API()
        meta = api.get(context, image_id)
        data = {
            'name': meta['name'], 'status': 'active',
            'disk_format': meta.get('disk_format') or 'raw',
            'container_format': meta.get('container_format') or 'bare',
            'properties': {},
        }
        if update_task_state:
            update_task_state(
                task_state=task_states.IMAGE_UPLOADING,
                expected_state=task_states.IMAGE_UPLOADING)
        api.update(context, image_id, data, io.BytesIO(b'\0' * 1048576),
                   purge_props=False)

    def get_console_output(self, context, instance):
        return ('openstack-lab: %s\nCloud-init finished.\n%s login: '
                % (instance.uuid, instance.hostname))
