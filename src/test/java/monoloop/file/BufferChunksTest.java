package monoloop.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import monoloop.Async;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BufferChunksTest {
  private static final int SIZE = 16;

  @TempDir Path dir;
  private final BufferChunks chunks = new BufferChunks();

  @Test
  void what_is_released_is_filled_again() {
    ByteBuf first = chunks.empty(SIZE);
    ByteBuf block = BufferChunks.block(first);
    first.release();

    ByteBuf second = chunks.empty(SIZE);
    ByteBuf third = chunks.empty(SIZE);

    assertEquals(0, first.refCnt(), "who has released it has nothing");
    assertSame(block, BufferChunks.block(second));
    assertNotSame(block, BufferChunks.block(third), "one at a time has it");
    assertEquals(0, second.readableBytes());
  }

  @Test
  void what_somebody_still_retains_is_not_filled_again() {
    ByteBuf first = chunks.empty(SIZE);
    ByteBuf kept = first.retainedSlice(0, 1);
    first.release();

    assertNotSame(BufferChunks.block(first), BufferChunks.block(chunks.empty(SIZE)));
    kept.release();
    assertSame(BufferChunks.block(first), BufferChunks.block(chunks.empty(SIZE)));
  }

  @Test
  void after_the_end_each_goes_back_where_it_came_from() {
    ByteBuf early = chunks.empty(SIZE);
    ByteBuf late = chunks.empty(SIZE);
    ByteBuf earlyBlock = BufferChunks.block(early);
    ByteBuf lateBlock = BufferChunks.block(late);
    early.release();
    assertEquals(1, earlyBlock.refCnt());

    chunks.close();
    assertEquals(0, earlyBlock.refCnt());
    assertEquals(1, lateBlock.refCnt(), "somebody has it");
    late.release();
    assertEquals(0, lateBlock.refCnt());
  }

  @Test
  void several_are_filled_at_once_and_what_the_file_does_not_reach_stays_empty()
      throws IOException {
    Path path = dir.resolve("file");
    Files.writeString(path, "0123456789abcdefghij");
    List<ByteBuf> three = List.of(chunks.empty(8), chunks.empty(8), chunks.empty(8));

    try (FileChannel channel = FileChannel.open(path)) {
      chunks.fill(three, 8, channel, 6);
    }

    assertEquals(
        List.of("6789abcd", "efghij", ""),
        three.stream().map(c -> c.toString(UTF_8)).toList());
  }

  @Test
  void a_buffer_that_is_kept_is_not_overwritten_by_the_next_ones() throws IOException {
    Path path = dir.resolve("file");
    byte[] bytes = new byte[100 * SIZE];
    for (int i = 0; i < 100; i++) {
      bytes[i * SIZE] = (byte) i;
    }
    Files.write(path, bytes);

    List<ByteBuf> all = Async.run(AsyncFiles.buffers(path, SIZE).collectList());

    assertEquals(
        IntStream.range(0, 100).boxed().toList(),
        all.stream().map(buffer -> (int) buffer.getByte(0)).toList());
    all.forEach(ByteBuf::release);
  }
}
