package et.cluster;

import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/**
 * What protects connections between containers. An OSGi service, there from the start; its values never change.
 *
 * <p>Both sides of a connection show a certificate. Its subject has the container's name as {@code CN} and each of its tiers as an
 * {@code OU}: {@code CN=logic-1, OU=logic, O=et}. Who accepts a connection checks both against what the other side says it is.
 */
public interface NodeTls {

    /** This container's key and whom it trusts, for both sides of a connection; null when connections go unprotected. */
    @Nullable SSLContext context();
}
