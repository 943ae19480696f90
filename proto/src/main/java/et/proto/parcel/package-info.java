/** What lanes of different containers send each other: {@link et.proto.parcel.Carried}. Generated. */
@Export
@Version("0.1.0")
package et.proto.parcel;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
