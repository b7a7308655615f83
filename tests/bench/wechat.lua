-- For wrk: WeChat's deliveries, signed and sealed beforehand, each one a message of its own. Argument: their file, one a
-- line, path and query, a tab, the body. When it runs out it says so and begins again: those are duplicates.
local requests, counter, warned = {}, 0, false
local head = { ["Content-Type"] = "text/xml" }

function init(args)
    for line in io.lines(args[1]) do
        local path, body = line:match("^(%S+)\t(.*)$")
        requests[#requests + 1] = wrk.format("POST", path, head, body)
    end
end

function request()
    counter = counter + 1
    if counter > #requests and not warned then
        warned = true
        io.stderr:write("! the deliveries have run out: what follows are duplicates\n")
    end
    return requests[(counter - 1) % #requests + 1]
end
