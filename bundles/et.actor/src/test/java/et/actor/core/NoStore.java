package et.actor.core;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import et.persistence.Committer;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A store that has nothing and takes everything, at once. */
final class NoStore implements ActorStore, Committer {

    @Override
    public ActorRow load(String type, String id) {
        return null;
    }

    @Override
    public Loaded load(Collection<Key> keys) {
        return new Loaded(Map.of(), Map.of());
    }

    @Override
    public void write(List<ActorRow> rows) {}

    @Override
    public void delete(String type, String id) {}

    @Override
    public List<Wake> wakes(Collection<Integer> shards, long before, int limit) {
        return List.of();
    }

    @Override
    public Map<String, Long> counts() {
        return Map.of();
    }

    @Override
    public List<String> ofSchema(String type, int above, int upTo, String afterId, int limit) {
        return List.of();
    }

    @Override
    public List<ActorRow> page(String type, String afterId, int limit) {
        return List.of();
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> shards, String owner) {
        Map<Integer, Long> epochs = new HashMap<>();
        shards.forEach(shard -> epochs.put(shard, 1L));
        return epochs;
    }

    @Override
    public boolean commit(ActorRow row, Done done) {
        done.done(null);
        return true;
    }

    @Override
    public void whenRoom(Runnable callback) {
        callback.run();
    }

    @Override
    public Stats stats() {
        return new Stats(0, 1, 0, 0, 0, 0, 0);
    }
}
