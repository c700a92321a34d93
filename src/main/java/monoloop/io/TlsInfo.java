package monoloop.io;

import io.netty.handler.ssl.SslHandler;
import java.security.cert.Certificate;
import java.util.List;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * What the two sides of an encrypted connection have agreed on (asyncio: get_extra_info).
 *
 * @param version such as {@code TLSv1.3}
 * @param cipher such as {@code TLS_AES_256_GCM_SHA384}
 * @param protocol by ALPN; null if there is none
 * @param serverName that the client has asked for (SNI); null if it has not
 * @param peerCertificates the peer's and those that signed it; empty if it has shown none
 */
public record TlsInfo(
    String version,
    String cipher,
    @Nullable String protocol,
    @Nullable String serverName,
    List<Certificate> peerCertificates) {

  static TlsInfo of(SslHandler handler) {
    SSLSession session = handler.engine().getSession();
    List<Certificate> certificates;
    try {
      certificates = List.of(session.getPeerCertificates());
    } catch (SSLPeerUnverifiedException e) {
      certificates = List.of();
    }
    return new TlsInfo(
        session.getProtocol(),
        session.getCipherSuite(),
        handler.applicationProtocol(),
        session instanceof ExtendedSSLSession extended ? nameOf(extended) : null,
        certificates);
  }

  private static @Nullable String nameOf(ExtendedSSLSession session) {
    return session.getRequestedServerNames().stream()
        .filter(SNIHostName.class::isInstance)
        .map(n -> ((SNIHostName) n).getAsciiName())
        .findFirst()
        .orElse(null);
  }
}
