-- meter: kind, id, limit, window. words: the window's number, used
local fixed = {}
kinds[2] = fixed

function fixed.unpack(packed)
  if not packed then return {0, 0} end
  return {unpack_from('<dd', packed)}
end

function fixed.pack(words)
  return pack('<dd', words[1], words[2])
end

function fixed.refresh(meter, words, now)
  if now >= (words[1] + 1) * meter[4] then
    words[1], words[2] = divided(now, meter[4]), 0
  end
  return meter[3] - words[2]
end

function fixed.take(meter, words, cost)
  words[2] = words[2] + cost
end

function fixed.give_back(meter, words, taken_at, cost)
  if words[1] == divided(taken_at, meter[4]) then
    words[2] = words[2] - min(cost, words[2])
  end
end

function fixed.until_room(meter, words, now, cost)
  if cost <= meter[3] - words[2] then return 0 end
  return (words[1] + 1) * meter[4] - now
end

function fixed.until_whole(meter, words, now)
  if words[2] == 0 then return 0 end
  return (words[1] + 1) * meter[4] - now
end

fixed.until_more = fixed.until_whole
