package monoloop.io;

import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;

/** An authority that only the tests trust, and what it has signed. */
final class Certificates {
  private static final X509Bundle AUTHORITY;

  static {
    try {
      AUTHORITY =
          new CertificateBuilder()
              .subject("CN=test authority")
              .setIsCertificateAuthority(true)
              .ecp256()
              .buildSelfSigned();
    } catch (Exception e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private Certificates() {}

  static X509Certificate authority() {
    return AUTHORITY.getCertificate();
  }

  static X509Bundle signed(CertificateBuilder builder) {
    try {
      return builder.ecp256().buildIssuedBy(AUTHORITY);
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  static CertificateBuilder of(String name) {
    return new CertificateBuilder().subject("CN=" + name).addSanDnsName(name);
  }

  static CertificateBuilder expired(String name) {
    Instant now = Instant.now();
    return of(name)
        .notBefore(now.minus(Duration.ofDays(9)))
        .notAfter(now.minus(Duration.ofDays(1)));
  }

  static Tls server(CertificateBuilder builder) {
    X509Bundle identity = signed(builder);
    return Tls.server(identity.getKeyPair().getPrivate(), identity.getCertificatePath());
  }

  /** The side of a client that trusts the authority. */
  static Tls client() {
    return Tls.client().trust(authority());
  }
}
