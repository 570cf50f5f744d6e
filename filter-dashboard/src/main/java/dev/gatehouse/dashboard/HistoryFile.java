package dev.gatehouse.dashboard;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.zip.CRC32C;

/**
 * A file of sections, of which each byte is checked: a section is a mark, its length, a checksum (CRC-32C) over the
 * length and all that follows, and that. A damaged one is left out, and reading goes on at the next mark. The file is
 * written anew beside the old one, and takes its place once it is on the disk.
 */
final class HistoryFile {

    private static final byte[] MARK = {'G', 'A', 'T', 'E', 'U', 'S', 'E', 1};
    private static final int HEAD = MARK.length + 2 * Integer.BYTES;

    /** More than a section ever has: what says so is damaged. */
    private static final int LONGEST = 1 << 24;

    private final Path file;

    HistoryFile(Path file) {
        this.file = file;
    }

    /**
     * What was read.
     *
     * @param sections those that are whole, in their order
     * @param damaged how many stretches of the file are none
     */
    record Read(List<byte[]> sections, int damaged) {}

    /** Writes sections in the place of all that there were. */
    void write(List<byte[]> sections) throws IOException {
        var bytes = new ByteArrayOutputStream();
        try (var data = new DataOutputStream(bytes)) {
            for (var section : sections) {
                data.write(MARK);
                data.writeInt(section.length);
                data.writeInt(checksum(section.length, ByteBuffer.wrap(section)));
                data.write(section);
            }
        }
        var beside = file.resolveSibling(file.getFileName() + ".new");
        try (var channel = FileChannel.open(
                beside, StandardOpenOption.CREATE, StandardOpenOption.TRUNCATE_EXISTING, StandardOpenOption.WRITE)) {
            var buffer = ByteBuffer.wrap(bytes.toByteArray());
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
            channel.force(true);
        }
        Files.move(beside, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Reads what is whole; nothing, if there is no file. */
    Read read() throws IOException {
        byte[] bytes;
        try {
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return new Read(List.of(), 0);
        }
        var sections = new ArrayList<byte[]>();
        var damaged = 0;
        for (var at = 0; at < bytes.length; ) {
            var length = lengthOfWhole(bytes, at);
            if (length >= 0) {
                sections.add(Arrays.copyOfRange(bytes, at + HEAD, at + HEAD + length));
                at += HEAD + length;
            } else {
                damaged++;
                at = nextMark(bytes, at + 1);
            }
        }
        return new Read(sections, damaged);
    }

    /** Returns where it is. */
    @Override
    public String toString() {
        return file.toString();
    }

    /** Returns the length of the section that begins here; -1 if none does that is whole. */
    private static int lengthOfWhole(byte[] bytes, int at) {
        if (bytes.length - at < HEAD || !hasMark(bytes, at)) {
            return -1;
        }
        var head = ByteBuffer.wrap(bytes, at + MARK.length, bytes.length - at - MARK.length);
        var length = head.getInt();
        var checksum = head.getInt();
        return length >= 0
                        && length <= Math.min(LONGEST, head.remaining())
                        && checksum(length, head.slice(head.position(), length)) == checksum
                ? length
                : -1;
    }

    private static int checksum(int length, ByteBuffer section) {
        var checksum = new CRC32C();
        checksum.update(ByteBuffer.allocate(Integer.BYTES).putInt(0, length));
        checksum.update(section.duplicate());
        return (int) checksum.getValue();
    }

    private static boolean hasMark(byte[] bytes, int at) {
        return Arrays.equals(bytes, at, at + MARK.length, MARK, 0, MARK.length);
    }

    private static int nextMark(byte[] bytes, int from) {
        for (var at = from; at <= bytes.length - MARK.length; at++) {
            if (hasMark(bytes, at)) {
                return at;
            }
        }
        return bytes.length;
    }
}
