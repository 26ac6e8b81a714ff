"""Starts one Swift daemon in the foreground."""
import sys

from swift.common.utils import parse_options
from swift.common.wsgi import run_wsgi


def server():
    conf, options = parse_options()
    name = conf.rsplit('/', 1)[-1][:-len('.conf')]
    if name == 'object-server':
        from swift.obj import server
        return run_wsgi(conf, name, global_conf_callback=server.global_conf_callback, **options)
    return run_wsgi(conf, name, **options)


def updater():
    from swift.common.daemon import run_daemon
    from swift.container.updater import ContainerUpdater
    conf, options = parse_options(once=True)
    return run_daemon(ContainerUpdater, conf, **options)
