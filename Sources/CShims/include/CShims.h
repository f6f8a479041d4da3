#ifndef KIIK_CSHIMS_H
#define KIIK_CSHIMS_H

#include <sys/epoll.h>
#include <sys/eventfd.h>

// An epoll descriptor that a child process does not inherit; negative on failure.
int kiik_epoll_create(void);

// An event counter that does not block and is not inherited; negative on failure.
int kiik_eventfd_create(void);

// Starts a detached thread with every signal blocked; 0 on success. `name` is cut to 15 bytes.
int kiik_thread_start(const char *name, void (*run)(void *), void *context);

// How many processors this process may run on, at least 1.
int kiik_processors(void);

#endif
