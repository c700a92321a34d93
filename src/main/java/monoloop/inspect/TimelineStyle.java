package monoloop.inspect;

/** The colours of pictures, for light and for dark surroundings. */
final class TimelineStyle {
  static final String MONOSPACED =
      "ui-monospace, SFMono-Regular, Menlo, \"DejaVu Sans Mono\", monospace";

  /** What all pictures need. */
  static final String BASE =
      """
      text {
        font: 12px system-ui, -apple-system, "Segoe UI", Roboto, "DejaVu Sans", sans-serif;
        fill: #1f2328;
      }
      .paper { fill: #ffffff; stroke: #d1d9e0; }
      @media (prefers-color-scheme: dark) {
        text { fill: #e6edf3; }
        .paper { fill: #0d1117; stroke: #30363d; }
      }
      """;

  static final String TIMELINE =
      BASE
          + ".name { font: 600 12.5px " + MONOSPACED + "; }\n"
          + """
            .thread { font-style: italic; fill: #59636e; }
            .time { font-size: 11px; fill: #59636e; text-anchor: middle; }
            .key { font-size: 12px; fill: #59636e; }
            .what { font-size: 11px; fill: #25292e; }
            .held { font-size: 11px; font-weight: 600; fill: #ffffff; text-anchor: middle; }
            .grid { stroke: #e6eaef; }
            .idle { stroke: #d1d9e0; stroke-width: 2; }
            .run { fill: #0969da; }
            .slow { fill: #d1242f; }
            .sleep { fill: #dfe5ec; }
            .result { fill: #e6dbfb; }
            .line { fill: #fbe6b8; }
            .outside { fill: #c8efd4; }
            .ready { stroke: #8c959f; stroke-width: 1.6; stroke-dasharray: 2 2.6; }
            .request { fill: #ffffff; stroke: #1a7f37; stroke-width: 1.8; }
            .reply { fill: #1a7f37; }
            .wake { fill: none; stroke: #bc4c00; stroke-width: 1.3; }
            .tip { fill: #bc4c00; }
            .spawn { stroke: #59636e; stroke-dasharray: 1 3; stroke-width: 1.4; }
            .end { fill: none; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round; }
            .completed { stroke: #1a7f37; }
            .failed { stroke: #d1242f; }
            .cancelled { stroke: #59636e; }
            @media (prefers-color-scheme: dark) {
              .thread, .time, .key { fill: #9198a1; }
              .what { fill: #e6edf3; }
              .grid { stroke: #1f252d; }
              .idle { stroke: #30363d; }
              .run { fill: #4493f8; }
              .slow { fill: #e5534b; }
              .sleep { fill: #2d343e; }
              .result { fill: #3c2f63; }
              .line { fill: #564014; }
              .outside { fill: #164a2a; }
              .ready { stroke: #6e7681; }
              .request { fill: #0d1117; stroke: #3fb950; }
              .reply { fill: #3fb950; }
              .wake { stroke: #f0883e; }
              .tip { fill: #f0883e; }
              .spawn { stroke: #7d8590; }
              .completed { stroke: #3fb950; }
              .failed { stroke: #f85149; }
              .cancelled { stroke: #9198a1; }
            }
            """;

  private TimelineStyle() {}
}
