package et.signature.internal;

import et.signature.Code;
import et.signature.UnreadableException;
import java.io.IOException;
import java.io.InputStream;
import java.net.URL;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.jar.JarFile;
import org.osgi.framework.Bundle;

/** Reads an installed bundle as the framework sees it: what is judged is what will be loaded. */
final class InstalledFiles {

    private static final long MAX_CONTENT = 256L << 20;

    private final Bundle bundle;
    private final Map<String, byte[]> files = new LinkedHashMap<>();
    private long left = MAX_CONTENT;

    private InstalledFiles(Bundle bundle) {
        this.bundle = bundle;
    }

    static Code of(Bundle bundle) throws UnreadableException {
        InstalledFiles reader = new InstalledFiles(bundle);
        try {
            reader.collect("/");
        } catch (IOException e) {
            throw new UnreadableException("its files cannot be read: " + e.getMessage());
        }
        Code code = Code.of(reader.files);
        if (!isUnderstoodAlike(bundle, code)) {
            throw new UnreadableException("its " + JarFile.MANIFEST_NAME + " can be understood in more than one way");
        }
        return code;
    }

    /** Whether the framework goes by the very headers that are judged: it reads them by itself, and otherwise. */
    private static boolean isUnderstoodAlike(Bundle bundle, Code code) {
        Dictionary<String, String> headers = bundle.getHeaders("");
        return headers.size() == code.manifest().getMainAttributes().size()
                && Collections.list(headers.keys()).stream()
                        .allMatch(name -> headers.get(name).equals(code.header(name)));
    }

    private void collect(String folder) throws IOException, UnreadableException {
        Enumeration<String> paths = bundle.getEntryPaths(folder);
        while (paths != null && paths.hasMoreElements()) {
            String path = paths.nextElement();
            if (path.endsWith("/")) {
                if (hasContent(path)) {
                    throw new UnreadableException("the folder " + path + " has content");
                }
                collect(path);
            } else {
                files.put(path, read(path));
            }
        }
    }

    /** Who asks for a file by the name of a folder, without its slash, is given what the folder has. */
    private boolean hasContent(String folder) throws UnreadableException {
        try {
            return read(folder).length > 0;
        } catch (IOException e) {
            // It is there only as the beginning of names.
            return false;
        }
    }

    private byte[] read(String path) throws IOException, UnreadableException {
        URL url = bundle.getEntry(path);
        if (url == null) {
            throw new UnreadableException("the file " + path + " is in its directory and not in the bundle");
        }
        try (InputStream in = url.openStream()) {
            byte[] content = in.readNBytes((int) Math.min(left + 1, Integer.MAX_VALUE - 8));
            left -= content.length;
            if (left < 0) {
                throw new UnreadableException("unpacked it is larger than " + (MAX_CONTENT >> 20) + " MiB");
            }
            return content;
        }
    }
}
