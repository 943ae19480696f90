/** The client protocol: {@link et.proto.client.Envelope} is the frame, {@code docs/protocol.md} tells how it is used. Generated. */
@Export
@Version("0.1.0")
package et.proto.client;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
