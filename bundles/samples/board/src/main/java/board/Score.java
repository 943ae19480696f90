package board;

import et.api.table.Index;
import et.api.table.Key;
import et.api.table.OfPlayer;
import et.api.table.Table;
import java.time.Instant;

/** A row of the leaderboard. */
@Table(value = "scores", indexes = @Index({"season", "points"}))
record Score(@Key @OfPlayer String player, int season, long points, Instant at) {}
