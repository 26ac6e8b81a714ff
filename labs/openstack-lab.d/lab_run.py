import importlib
import os
import sys

target = sys.argv[1]
sys.argv = [target.split(':')[0].rsplit('.', 1)[-1]] + sys.argv[2:]
lab = os.environ['LAB_DIR']
if target.startswith('lab_swift'):
    # Swift reads its hash suffix from a fixed path
    import swift.common.utils
    swift.common.utils.SWIFT_CONF_FILE = lab + '/etc/swift/swift.conf'
    from swift.common import constraints, storage_policy
    constraints.reload_constraints()
    storage_policy.reload_storage_policies()
if target.startswith('nova.cmd.compute'):
    # Nova loads drivers from the package nova.virt only
    import nova.virt
    nova.virt.__path__.append(lab + '/lib/nova_virt')
mod, func = target.split(':')
sys.exit(getattr(importlib.import_module(mod), func)())
