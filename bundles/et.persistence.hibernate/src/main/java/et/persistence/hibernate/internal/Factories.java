package et.persistence.hibernate.internal;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.sql.DataSource;
import org.hibernate.SessionFactory;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.BootstrapServiceRegistryBuilder;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.boot.registry.classloading.internal.TcclLookupPrecedence;
import org.hibernate.bytecode.internal.none.BytecodeProviderImpl;
import org.hibernate.bytecode.spi.BytecodeProvider;

/** Builds the session factory, with all that et does not use switched off: that is most of its start. */
final class Factories {

    private Factories() {}

    static SessionFactory build(DataSource pool, Engine engine, List<Class<?>> entities) {
        var thread = Thread.currentThread();
        var before = thread.getContextClassLoader();
        // Hibernate's libraries look for services there, and in a container that is anybody's loader.
        thread.setContextClassLoader(Factories.class.getClassLoader());
        try {
            var bootstrap = new BootstrapServiceRegistryBuilder().applyClassLoader(Factories.class.getClassLoader());
            bootstrap.applyTcclLookupPrecedence(TcclLookupPrecedence.NEVER);
            var registry = new StandardServiceRegistryBuilder(bootstrap.build())
                    .applySettings(settings(pool, engine))
                    // No proxies and no generated accessors: entities are small and never lazy.
                    .addService(BytecodeProvider.class, new BytecodeProviderImpl())
                    .build();
            try {
                var sources = new MetadataSources(registry);
                entities.forEach(sources::addAnnotatedClass);
                return sources.buildMetadata().buildSessionFactory();
            } catch (RuntimeException | Error failure) {
                StandardServiceRegistryBuilder.destroy(registry);
                throw failure;
            }
        } finally {
            thread.setContextClassLoader(before);
        }
    }

    /** Fails when the tables are not what the entities expect; changes nothing. */
    static void validate(SessionFactory factory) {
        factory.getSchemaManager().validateMappedObjects();
    }

    private static Map<String, Object> settings(DataSource pool, Engine engine) {
        var settings = new HashMap<String, Object>(engine.hibernateSettings());
        settings.put("jakarta.persistence.nonJtaDataSource", pool);
        settings.put("hibernate.connection.provider_disables_autocommit", true);
        settings.put("hibernate.boot.allow_jdbc_metadata_access", false);
        // Tables are compared with the entities later, by validate().
        settings.put("hibernate.hbm2ddl.auto", "none");
        settings.put("hibernate.xml_mapping_enabled", false);
        settings.put("hibernate.cache.use_second_level_cache", false);
        settings.put("hibernate.cache.use_query_cache", false);
        settings.put("hibernate.generate_statistics", false);
        settings.put("hibernate.query.startup_check", false);
        settings.put("hibernate.jdbc.time_zone", "UTC");
        settings.put("jakarta.persistence.validation.mode", "none");
        // Failures are reported by who meets them; Hibernate would log them with the values.
        settings.put("hibernate.jdbc.log.errors", false);
        settings.put("hibernate.jdbc.log.warnings", false);
        return settings;
    }
}
