from neutron.db import extraroute_db
from neutron.db import l3_fip_pools_db
from neutron.db import l3_fip_port_details
from neutron.db import l3_gwmode_db
from neutron.db.models import l3 as l3_models
from neutron.quota import resource_registry
from neutron_lib.api.definitions import extraroute
from neutron_lib.api.definitions import extraroute_atomic
from neutron_lib.api.definitions import fip_port_details
from neutron_lib.api.definitions import floatingip_pools
from neutron_lib.api.definitions import l3
from neutron_lib.api.definitions import l3_ext_gw_mode
from neutron_lib.api.definitions import portbindings
from neutron_lib import constants as const
from neutron_lib.plugins import constants as plugin_constants
from neutron_lib.plugins import directory
from neutron_lib.plugins.ml2 import api
from neutron_lib.services import base as service_base

ROUTER_PORTS = (const.DEVICE_OWNER_ROUTER_INTF, const.DEVICE_OWNER_ROUTER_GW)


class LabMechanismDriver(api.MechanismDriver):

    def initialize(self):
        pass

    @property
    def connectivity(self):
        return portbindings.CONNECTIVITY_L2

    def bind_port(self, context):
        vnic = context.current.get(portbindings.VNIC_TYPE, portbindings.VNIC_NORMAL)
        if vnic != portbindings.VNIC_NORMAL:
            return
        for segment in context.segments_to_bind:
            status = (const.PORT_STATUS_ACTIVE if context.current['admin_state_up']
                      else const.PORT_STATUS_DOWN)
            context.set_binding(
                segment[api.ID], portbindings.VIF_TYPE_OVS,
                {portbindings.CAP_PORT_FILTER: True,
                 portbindings.VIF_DETAILS_CONNECTIVITY: self.connectivity},
                status=status)
            return

    def _router_port(self, context):
        port = context.current
        if (port['device_owner'] in ROUTER_PORTS and port['admin_state_up'] and
                port['status'] != const.PORT_STATUS_ACTIVE):
            directory.get_plugin().update_port_status(
                context._plugin_context.elevated(), port['id'],
                const.PORT_STATUS_ACTIVE)

    def create_port_postcommit(self, context):
        self._router_port(context)

    def update_port_postcommit(self, context):
        self._router_port(context)


class LabRouterPlugin(service_base.ServicePluginBase,
                      extraroute_db.ExtraRoute_dbonly_mixin,
                      l3_gwmode_db.L3_NAT_db_mixin,
                      l3_fip_port_details.Fip_port_details_db_mixin,
                      l3_fip_pools_db.FloatingIPPoolsMixin):
    """Routers and floating IPs without agents, as in a cloud built on OVN."""

    supported_extension_aliases = [
        l3.ALIAS, l3_ext_gw_mode.ALIAS, extraroute.ALIAS,
        extraroute_atomic.ALIAS, fip_port_details.ALIAS,
        floatingip_pools.ALIAS]
    __native_pagination_support = True
    __native_sorting_support = True
    __filter_validation_support = True

    @resource_registry.tracked_resources(router=l3_models.Router,
                                         floatingip=l3_models.FloatingIP)
    def __init__(self):
        super(LabRouterPlugin, self).__init__()

    @classmethod
    def get_plugin_type(cls):
        return plugin_constants.L3

    def get_plugin_description(self):
        return 'Routers and floating IPs without a data plane'

    def _settle(self, context, fip):
        status = (const.FLOATINGIP_STATUS_ACTIVE if fip.get('port_id')
                  else const.FLOATINGIP_STATUS_DOWN)
        if fip.get('status') != status:
            self.update_floatingip_status(
                context.elevated(), fip['id'], status)
            fip['status'] = status
        return fip

    def create_floatingip(self, context, floatingip,
                          initial_status=const.FLOATINGIP_STATUS_DOWN):
        return self._settle(context, super(
            LabRouterPlugin, self).create_floatingip(
                context, floatingip, initial_status=initial_status))

    def update_floatingip(self, context, id, floatingip):
        return self._settle(context, super(
            LabRouterPlugin, self).update_floatingip(context, id, floatingip))

    def disassociate_floatingips(self, context, port_id, do_notify=True):
        admin = context.elevated()
        ids = [f['id'] for f in self.get_floatingips(
            admin, filters={'port_id': [port_id]}, fields=['id'])]
        res = super(LabRouterPlugin, self).disassociate_floatingips(
            context, port_id, do_notify)
        for fip_id in ids:
            self.update_floatingip_status(
                admin, fip_id, const.FLOATINGIP_STATUS_DOWN)
        return res
