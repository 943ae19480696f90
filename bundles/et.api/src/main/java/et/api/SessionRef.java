package et.api;

/**
 * One player's authenticated presence. It outlives a connection: a client that reconnects has the same session.
 *
 * @param id unique among all sessions, ever
 * @param player the id of the player; the id of the actors that are the player's own
 */
public record SessionRef(long id, String player) {}
