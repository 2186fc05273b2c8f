/** Disks of their own for hosts: file systems in sparse files, on loop devices, which can lose their power and be made to fail. */
@API(status = API.Status.INTERNAL, since = "0.1")
@NullMarked
package io.replicatedpostgres.provision.disk;

import org.apiguardian.api.API;
import org.jspecify.annotations.NullMarked;
