package et.itests.bench;

import et.persistence.ActorRow;
import et.persistence.ActorStore;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A store that has nothing and keeps nothing: what is written is not what is measured. */
public final class Nothing implements ActorStore {

    @Override
    public @Nullable ActorRow load(String type, String id) {
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
    public List<String> ofSchema(String type, int above, int upTo, @Nullable String afterId, int limit) {
        return List.of();
    }

    @Override
    public List<ActorRow> page(String type, @Nullable String afterId, int limit) {
        return List.of();
    }

    @Override
    public Map<Integer, Long> raise(Collection<Integer> shards, String owner) {
        return shards.stream().collect(Collectors.toMap(Function.identity(), shard -> 1L));
    }
}
