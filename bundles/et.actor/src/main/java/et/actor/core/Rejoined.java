package et.actor.core;

import et.cluster.ReturnPath;

/** A session shows itself to an actor that it has joined, which may have been loaded anew. */
record Rejoined(long session, String player, ReturnPath path) {}
