-- meter: kind, id, after, slot length of within, length. words: when it ends; then refusals, as the words of a sliding
-- window
local penalty = {is_penalty = true}
kinds[6] = penalty

function penalty.unpack(packed)
  if not packed then return {0, sliding.unpack(nil)} end
  return {(unpack_from('<d', packed)), sliding.unpack(packed, 9)}
end

function penalty.pack(words)
  return pack('<d', words[1]) .. sliding.pack(words[2])
end

function penalty.left(meter, words, now)
  return max(0, words[1] - now)
end

function penalty.count(meter, words, now)
  if sliding.refresh(meter, words[2], now) > 1 then
    sliding.take(meter, words[2], 1)
  else
    words[1], words[2] = now + meter[5], sliding.unpack(nil)
  end
end

function penalty.until_whole(meter, words, now)
  sliding.refresh(meter, words[2], now)
  return max(penalty.left(meter, words, now), sliding.until_whole(meter, words[2], now))
end
