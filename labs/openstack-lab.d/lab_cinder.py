import os
import subprocess

from cinder import exception
from cinder import interface
from cinder.image import image_utils
from cinder.volume import driver
from cinder.volume import volume_utils
from oslo_config import cfg

OPTS = [
    cfg.StrOpt('lab_volumes_dir', help='where the volume files are'),
    cfg.IntOpt('lab_capacity_gb', default=100000, help='advertised size'),
]
GB = 1024 ** 3


@interface.volumedriver
class SparseFileDriver(driver.VolumeDriver):
    """Volumes as sparse files.

    The extra spec lab:fail=create of a volume type makes creation fail.
    """

    VERSION = '1.0.0'
    CI_WIKI_NAME = 'none'

    def __init__(self, *args, **kwargs):
        super(SparseFileDriver, self).__init__(*args, **kwargs)
        self.configuration.append_config_values(OPTS)
        self.dir = self.configuration.lab_volumes_dir

    @staticmethod
    def get_driver_options():
        return OPTS

    def do_setup(self, context):
        os.makedirs(self.dir, exist_ok=True)

    def check_for_setup_error(self):
        pass

    def _path(self, obj):
        return os.path.join(self.dir, obj.name)

    def _copy(self, src, dst, size_gb):
        subprocess.run(['cp', '--sparse=always', '--reflink=auto', src, dst],
                       check=True)
        self._grow(dst, size_gb)

    @staticmethod
    def _grow(path, size_gb):
        with open(path, 'ab') as f:
            if f.tell() < size_gb * GB:
                f.truncate(size_gb * GB)

    def create_volume(self, volume):
        specs = (volume.volume_type and volume.volume_type.extra_specs) or {}
        if specs.get('lab:fail') == 'create':
            raise exception.VolumeBackendAPIException(
                data='the volume type asks for a failure (lab:fail=create)')
        self._grow(self._path(volume), volume.size)

    def delete_volume(self, volume):
        try:
            os.unlink(self._path(volume))
        except FileNotFoundError:
            pass

    delete_snapshot = delete_volume

    def create_snapshot(self, snapshot):
        self._copy(self._path(snapshot.volume), self._path(snapshot), 0)

    def create_volume_from_snapshot(self, volume, snapshot):
        self._copy(self._path(snapshot), self._path(volume), volume.size)

    def create_cloned_volume(self, volume, src_vref):
        self._copy(self._path(src_vref), self._path(volume), volume.size)

    def revert_to_snapshot(self, context, volume, snapshot):
        self._copy(self._path(snapshot), self._path(volume), volume.size)

    def extend_volume(self, volume, new_size):
        self._grow(self._path(volume), new_size)

    def copy_image_to_volume(self, context, volume, image_service, image_id,
                             disable_sparse=False):
        image_utils.fetch_to_raw(
            context, image_service, image_id, self._path(volume),
            self.configuration.volume_dd_blocksize, size=volume.size,
            run_as_root=False)
        self._grow(self._path(volume), volume.size)

    def copy_volume_to_image(self, context, volume, image_service, image_meta):
        volume_utils.upload_volume(context, image_service, image_meta,
                                   self._path(volume), volume,
                                   run_as_root=False)

    def ensure_export(self, context, volume):
        pass

    def create_export(self, context, volume, connector):
        pass

    def remove_export(self, context, volume):
        pass

    def initialize_connection(self, volume, connector):
        return {'driver_volume_type': 'local',
                'data': {'device_path': self._path(volume),
                         'access_mode': 'rw', 'encrypted': False}}

    def terminate_connection(self, volume, connector, **kwargs):
        pass

    def _update_volume_stats(self):
        total = self.configuration.lab_capacity_gb
        used = 0
        for name in os.listdir(self.dir):
            try:
                used += os.stat(os.path.join(self.dir, name)).st_size // GB
            except OSError:
                pass
        self._stats = {
            'volume_backend_name':
                self.configuration.safe_get('volume_backend_name') or 'lab',
            'vendor_name': 'openstack-lab', 'driver_version': self.VERSION,
            'storage_protocol': 'file', 'total_capacity_gb': total,
            'free_capacity_gb': max(total - used, 0),
            'provisioned_capacity_gb': used, 'allocated_capacity_gb': used,
            'reserved_percentage': 0, 'max_over_subscription_ratio': 1.0,
            'thin_provisioning_support': False,
            'thick_provisioning_support': True, 'QoS_support': True,
            'multiattach': True, 'online_extend_support': True,
        }
