package et.actor.core;

import et.api.Reach;

/**
 * A request that a type was known to take.
 *
 * @param message hash of the message's name
 */
public record KnownRoute(String type, Reach reach, int message) {}
