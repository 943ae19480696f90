package et.net.internal;

import io.netty.channel.Channel;

/** What protects the bytes of a stream. TLS puts its {@code SslHandler} here, before anything reads or writes. */
interface Security {

    /** Nothing does: for networks that can be trusted, and behind a load balancer that ends TLS. */
    Security PLAIN = channel -> {};

    /** Prepares the pipeline of a new client; it is empty yet. */
    void protect(Channel channel);
}
