package et.cluster.internal;

import et.cluster.Load;
import et.cluster.LoadSource;
import et.cluster.NoticeHandler;
import et.cluster.Parts;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.service.component.annotations.Component;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The parts that {@link Gathering} has found. */
@Component(service = {Parts.class, Gathered.class})
public final class Gathered implements Parts {

    private static final Logger log = LoggerFactory.getLogger(Gathered.class);

    private final List<LoadSource> sources = new CopyOnWriteArrayList<>();
    private final Map<String, NoticeHandler> handlers = new ConcurrentHashMap<>();

    void addSource(LoadSource source) {
        sources.add(source);
    }

    void removeSource(LoadSource source) {
        sources.remove(source);
    }

    void addHandler(NoticeHandler handler) {
        handlers.put(handler.topic(), handler);
    }

    void removeHandler(NoticeHandler handler) {
        handlers.remove(handler.topic(), handler);
    }

    @Override
    public Load add(Load load) {
        Load all = load;
        for (LoadSource source : sources) {
            try {
                all = source.add(all);
            } catch (RuntimeException e) {
                log.warn("A source of load threw: {}", source, e);
            }
        }
        return all;
    }

    @Override
    public void hear(String topic, byte[] notice) {
        NoticeHandler handler = handlers.get(topic);
        if (handler == null) {
            return;
        }
        try {
            handler.handle(notice);
        } catch (RuntimeException e) {
            log.warn("The handler of notices {} threw: {}", topic, handler, e);
        }
    }
}
