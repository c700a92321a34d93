package monoloop;

import java.io.Serializable;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A socket, or what stands for one, in a {@link LoopDump}.
 *
 * @param type Netty's class, such as {@code NioSocketChannel}
 * @param local the own address; null if it has none
 * @param remote the peer's; null if there is none, or none yet
 * @param state {@code listening}, {@code connecting}, {@code open}, {@code the peer has ended},
 *     {@code output ended} or {@code closed}
 * @param reading whether what comes is taken from the system; false while a reader, or a server's
 *     limit, holds it back; null if it is not known
 * @param pendingBytes how many are written, and the system has not taken them yet
 * @param user who reads and writes, as it describes itself: the stream, the server, reactor-netty's
 *     request; empty if it is not known
 * @param waiting the numbers of the tasks that wait for it
 */
public record ChannelDump(
    String type,
    @Nullable String local,
    @Nullable String remote,
    String state,
    @Nullable Boolean reading,
    long pendingBytes,
    String user,
    List<Integer> waiting)
    implements Serializable {}
