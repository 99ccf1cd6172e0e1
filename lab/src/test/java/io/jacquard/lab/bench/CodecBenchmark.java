package io.jacquard.lab.bench;

import io.jacquard.nvme.wire.Sqe;
import io.jacquard.transport.tcp.Pdu;
import io.jacquard.transport.tcp.PduEncoder;
import io.jacquard.transport.tcp.PduStream;
import io.jacquard.transport.tcp.PduViolation;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/**
 * The codec's part of one I/O of 4 KiB on each side: decode what comes, land its data, encode what
 * goes out.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecBenchmark {
  private static final int BLOCK = 4096;
  private static final int PDU = 8192;
  private static final int CID = 7;

  /** Digests in use. */
  @Param({"false", "true"})
  public boolean digests;

  private final ByteBuffer payload = direct(BLOCK);
  private final ByteBuffer out = direct(PDU);
  private final Landing landing = new Landing();
  private PduEncoder encoder;
  private PduStream controller;
  private PduStream host;
  private ByteBuffer read;
  private ByteBuffer write;
  private ByteBuffer readData;

  /** Takes what the stream reports and lands data as a connection does. */
  private final class Landing implements PduStream.Sink {
    private int at;
    private int cid;

    @Override
    public boolean header(int type, ByteBuffer header, int from, int dataLength) {
      at = 0;
      cid = header.getShort(from + Pdu.SQE + Sqe.CID);
      return true;
    }

    @Override
    public void data(ByteBuffer from, int start, int length) {
      payload.put(at, from, start, length);
      at += length;
    }

    @Override
    public void dataEnd(boolean intact) {
      if (!intact) {
        throw new IllegalStateException("data digest");
      }
    }
  }

  private static ByteBuffer direct(int bytes) {
    return ByteBuffer.allocateDirect(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Makes the PDUs that arrive, and streams that are past their initialization. */
  @Setup
  public void setUp() {
    encoder = new PduEncoder(digests, digests, 0);
    controller = PduStream.ofController(landing);
    controller.initialized(digests, digests, 0, BLOCK * 2, PDU);
    host = PduStream.ofHost(landing);
    host.initialized(digests, digests, 0, 0, PDU);
    Sqe sqe = Sqe.allocate();
    sqe.cid(CID);
    read = direct(PDU);
    read.limit(encoder.capsuleCmd(read, 0, sqe.buffer(), 0, 0));
    write = direct(PDU);
    int start = encoder.capsuleCmd(write, 0, sqe.buffer(), 0, BLOCK);
    int end = start + BLOCK;
    write.limit(end + encoder.dataDigest(write, end, write, start, BLOCK));
    readData = direct(PDU);
    readData.limit(encodeReadData(readData));
  }

  private int encodeReadData(ByteBuffer to) {
    int flags = Pdu.LAST_PDU | Pdu.SUCCESS;
    int start = encoder.dataHeader(to, 0, Pdu.C2H_DATA, flags, CID, 0, 0, BLOCK);
    to.put(start, payload, 0, BLOCK);
    int end = start + BLOCK;
    return end + encoder.dataDigest(to, end, to, start, BLOCK);
  }

  private int feed(PduStream stream, ByteBuffer pdu) throws PduViolation {
    int end = pdu.limit();
    stream.feed(pdu, 0, end);
    // The stream leaves position and limit anywhere.
    pdu.limit(end);
    return landing.cid;
  }

  /** A controller takes a read command and sends its data. */
  @Benchmark
  public int controllerRead() throws PduViolation {
    return feed(controller, read) + encodeReadData(out);
  }

  /** A controller takes a write command with its data and responds. */
  @Benchmark
  public int controllerWrite() throws PduViolation {
    return encoder.capsuleResp(out, 0, 0, 0, feed(controller, write), 0);
  }

  /** A host takes the data of a read. */
  @Benchmark
  public int hostReadData() throws PduViolation {
    return feed(host, readData);
  }
}
