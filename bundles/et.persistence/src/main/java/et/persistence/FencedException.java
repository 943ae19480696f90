package et.persistence;

/** A write came with an old epoch: its shard has another owner now. The loser closes the shard at once. */
public final class FencedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int shard;
    private final long current;

    public FencedException(int shard, long written, long current) {
        super("shard " + shard + " has epoch " + current + ", the write came with " + written);
        this.shard = shard;
        this.current = current;
    }

    /** The shard that was lost. */
    public int shard() {
        return shard;
    }

    /** The shard's epoch in the database; 0 when the shard never had an owner. Writes with any other were lost too. */
    public long current() {
        return current;
    }
}
