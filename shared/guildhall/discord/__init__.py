"""Discord as we speak to it: ids, types, permissions, routes, REST, signatures."""
